// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct SubmitOutcomeTests {
    enum Verdict: String, Sendable {
        case accepted, notSent, rejected, unknown

        init(_ outcome: SubmitOutcome) {
            self =
                switch outcome {
                case .accepted: .accepted
                case .notSent: .notSent
                case .rejected: .rejected
                case .unknown: .unknown
                }
        }
    }

    static func judge(_ status: Int, _ reading: SubmitReading, header: String = "", body: String = "") -> SubmitOutcome
    {
        let reply = HTTPReply(status: status, rawHeader: Array(header.utf8), body: Array(body.utf8))
        return SubmitOutcome(judging: .reply(reply)) { _ in reading }
    }

    static let refusal = ServiceRefusal(.invalidRequest, "NO: no")

    /// Status; what it is with the service's envelope; what it is without.
    static let table: [(Int, Verdict, Verdict)] =
        [
            (100, .unknown, .unknown), (199, .unknown, .unknown), (200, .unknown, .unknown), (201, .unknown, .unknown),
            (202, .unknown, .unknown), (204, .unknown, .unknown), (299, .unknown, .unknown),
            (300, .unknown, .unknown), (301, .rejected, .rejected), (302, .rejected, .rejected),
            (303, .unknown, .unknown),
            (304, .unknown, .unknown), (305, .unknown, .unknown),
            (307, .rejected, .rejected),
            (308, .rejected, .rejected), (399, .unknown, .unknown), (400, .rejected, .unknown),
            (401, .rejected, .unknown),
            (402, .rejected, .unknown),
            (403, .rejected, .unknown), (404, .rejected, .rejected), (405, .rejected, .rejected),
            (406, .rejected, .unknown),
        ] + [
            (408, .unknown, .unknown), (409, .unknown, .unknown), (410, .rejected, .unknown),
            (413, .rejected, .unknown),
            (415, .rejected, .unknown), (417, .rejected, .rejected), (421, .rejected, .rejected),
            (422, .rejected, .unknown),
            (425, .rejected, .rejected), (429, .rejected, .rejected), (499, .unknown, .unknown),
            (500, .unknown, .unknown),
            (501, .rejected, .rejected), (502, .unknown, .unknown), (503, .rejected, .unknown),
            (504, .unknown, .unknown),
            (505, .rejected, .rejected), (520, .unknown, .unknown), (521, .rejected, .rejected),
            (522, .unknown, .unknown),
            (523, .rejected, .rejected), (524, .unknown, .unknown), (525, .rejected, .rejected),
            (526, .rejected, .rejected),
            (527, .unknown, .unknown), (599, .unknown, .unknown), (999, .unknown, .unknown),
        ]

    @Test("A status proves what it proves, with the service's envelope and without", arguments: table)
    func statuses(status: Int, enveloped: Verdict, bare: Verdict) {
        #expect(Verdict(Self.judge(status, .refused(Self.refusal))) == enveloped)
        #expect(Verdict(Self.judge(status, .unrecognized)) == bare)
    }

    @Test(
        "A refusal that proves that no work was started is a rejection where the status proves nothing",
        arguments: [408, 409, 500, 502, 504, 520])
    func provesNoWork(status: Int) {
        let refusal = ServiceRefusal(.serviceUnavailable, "CREATE_TASK_FAILED", provesNoWork: true)
        #expect(Verdict(Self.judge(status, .refused(refusal))) == .rejected)
    }

    @Test("A bare 503 proves nothing, even if it names a wait: caches say so after the service has read the request")
    func unavailable() {
        #expect(Verdict(Self.judge(503, .unrecognized, header: "Retry-After: 7\r\n")) == .unknown)
    }

    @Test("A rejection in the service's words carries its code, text and wait")
    func words() {
        let refusal = ServiceRefusal(.rateLimited, "RATE_LIMIT_EXCEEDED: slow down", isRetryable: true)
        guard case .rejected(let error) = Self.judge(429, .refused(refusal), header: "Retry-After: 3\r\n") else {
            Issue.record("not rejected")
            return
        }
        #expect(error.code == .rateLimited)
        #expect(error.message == "RATE_LIMIT_EXCEEDED: slow down")
        #expect(error.retryAfter == .seconds(3))
    }

    @Test(
        "Where the status alone is proof, the service's words still go first",
        arguments: [404, 417, 421, 425, 501, 521])
    func wordsFirst(status: Int) {
        guard case .rejected(let error) = Self.judge(status, .refused(Self.refusal)) else {
            Issue.record("not rejected")
            return
        }
        #expect(error.code == .invalidRequest)
        #expect(error.message == "NO: no")
    }

    @Test(
        "A wrong address is a matter of configuration and is not tried again",
        arguments: [301, 302, 307, 308, 404, 405])
    func configuration(status: Int) {
        guard case .rejected(let error) = Self.judge(status, .unrecognized) else {
            Issue.record("not rejected")
            return
        }
        #expect(error.code == .configuration)
        #expect(!error.isRetryable)
    }

    @Test(
        "An id is taken when it is one printable word",
        arguments: [
            ("a", true), ("6a1e9d2c-5b1f-4d0e-9f7a-000000000000", true), ("A.b_c:d-9", true),
            (String(repeating: "x", count: 512), true), ("projects/p/operations/7", true), ("video_aGk+/w==", true),
            ("", false), (String(repeating: "x", count: 513), false), ("a b", false), ("a\n", false),
            ("a\u{0}", false), ("\u{E4}", false), (".", false), ("..", false), ("../a", false), ("a/../b", false),
        ])
    func ids(id: String, isTaken: Bool) {
        #expect(Verdict(Self.judge(200, .accepted(remoteID: id))) == (isTaken ? .accepted : .unknown))
    }

    @Test(
        "A reply that names a task is never a rejection", arguments: table.map(\.0).filter { !(200...299).contains($0) }
    )
    func idWithBadStatus(status: Int) {
        #expect(Verdict(Self.judge(status, .accepted(remoteID: "abc"), header: "Retry-After: 1\r\n")) == .unknown)
    }

    @Test("An unknown outcome keeps the evidence and the first 1,024 bytes of the body")
    func evidence() {
        let body = String(repeating: "\u{E4}", count: 2000)
        guard case .unknown(let evidence) = Self.judge(500, .unrecognized, body: body) else {
            Issue.record("not unknown")
            return
        }
        #expect(evidence.status == 500)
        #expect(evidence.phase == .receiving)
        #expect(evidence.bytesReceived == 4000)
        #expect(evidence.bodyStart == String(repeating: "\u{E4}", count: 512))
        #expect(evidence.message.contains("500"))
    }

    static let phases: [ExchangeFailure.Phase] = [.preparing, .connecting, .sending, .waiting, .receiving]
    static let kinds: [ExchangeFailure.Kind] = [
        .forbidden, .unreachable, .insecure, .timedOut, .connectionLost, .tooLarge, .notHTTP, .bodyUnreadable,
        .sinkFailed,
        .cancelled, .other,
    ]

    @Test(
        "A failed exchange is not sent only when that is proved, whatever its kind and phase", arguments: kinds, phases)
    func failures(kind: ExchangeFailure.Kind, phase: ExchangeFailure.Phase) {
        for isProved in [true, false] {
            let failure = ExchangeFailure(
                kind, phase: phase, bytesSent: 9, bytesReceived: 2, provesNothingSent: isProved, status: 200,
                message: "It broke.")
            let outcome = SubmitOutcome(judging: .failure(failure)) { _ in
                Issue.record("There is no reply to read.")
                return .unrecognized
            }
            #expect(Verdict(outcome) == (isProved ? .notSent : .unknown))
            guard case .unknown(let evidence) = outcome else { continue }
            #expect(evidence.phase == phase)
            #expect(evidence.bytesSent == 9)
            #expect(evidence.bytesReceived == 2)
            #expect(evidence.status == 200)
            #expect(evidence.message == "It broke.")
            #expect(evidence.bodyStart == nil)
        }
    }
}
