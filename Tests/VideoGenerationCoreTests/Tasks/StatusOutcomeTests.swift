// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct StatusOutcomeTests {
    static func trouble(_ status: Int, _ reading: StatusReading, header: String = "") -> StatusOutcome.Trouble? {
        let reply = HTTPReply(status: status, rawHeader: Array(header.utf8))
        let outcome = StatusOutcome(judging: .reply(reply)) { _ in reading }
        if case .trouble(let trouble) = outcome { return trouble }
        return nil
    }

    static let statuses = [100, 200, 204, 301, 400, 401, 403, 404, 408, 410, 429, 500, 502, 503, 504, 520, 999]

    @Test("A report counts with a good status and is mere trouble with any other", arguments: statuses)
    func report(status: Int) {
        let report = StatusReport(.failed(ServiceRefusal(.generationFailed, "no")), word: "FAILED")
        let trouble = Self.trouble(status, .report(report))
        #expect((trouble == nil) == (200...299).contains(status))
        if let trouble { #expect(trouble.kind == ([401, 403].contains(status) ? .account : .passing)) }
    }

    @Test("An answer that cannot be read says nothing about the task", arguments: statuses)
    func unrecognized(status: Int) throws {
        let trouble = try #require(Self.trouble(status, .unrecognized, header: "Retry-After: 9\r\n"))
        let isKeyRefused = [401, 403].contains(status)
        #expect(trouble.kind == (isKeyRefused ? .account : .passing))
        #expect(trouble.error.isRetryable)
        #expect(trouble.error.retryAfter == .seconds(9))
        let code: VideoGenerationError.Code = status == 429 ? .rateLimited : .protocolViolation
        #expect(trouble.error.code == (isKeyRefused ? .authentication : code))
    }

    @Test(
        "A refusal is told by what it is about, never ends the task, and may be asked again",
        arguments: [
            (.taskNotFound, .unknownTask), (.authentication, .account), (.outOfFunds, .account),
            (.rateLimited, .passing),
            (.serviceUnavailable, .passing), (.invalidRequest, .passing), (.modelRetired, .unknownTask),
            (.contentRefused, .passing),
            (.generationFailed, .unknownTask),
        ] as [(VideoGenerationError.Code, StatusOutcome.Trouble.Kind)])
    func refusals(code: VideoGenerationError.Code, kind: StatusOutcome.Trouble.Kind) throws {
        for status in Self.statuses {
            let refusal = ServiceRefusal(code, "WORD: text")
            let trouble = try #require(Self.trouble(status, .refused(refusal), header: "Retry-After: 2\r\n"))
            let isGone = [.invalidRequest, .contentRefused].contains(code) && [404, 410].contains(status)
            #expect(trouble.kind == (isGone ? .unknownTask : kind))
            #expect(trouble.error.code == code)
            #expect(trouble.error.isRetryable)
            #expect(trouble.error.retryAfter == .seconds(2))
            #expect(trouble.error.message == "WORD: text")
        }
    }

    @Test("A failed exchange is passing trouble, whatever its kind", arguments: SubmitOutcomeTests.kinds)
    func failures(kind: ExchangeFailure.Kind) {
        let failure = ExchangeFailure(kind, phase: .waiting, provesNothingSent: false, message: "It broke.")
        let outcome = StatusOutcome(judging: .failure(failure)) { _ in .unrecognized }
        guard case .trouble(let trouble) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(trouble.kind == .passing)
    }

    @Test(
        "Progress is held between 0 and 1",
        arguments: [(-1, 0), (0.5, 0.5), (7, 1), (nil, nil)] as [(Double?, Double?)])
    func progress(told: Double?, held: Double?) {
        #expect(StatusReport(.running, word: "RUNNING", progress: told).progress == held)
    }

    @Test("What a service says is cut to a length that fits an error and a record")
    func lengths() {
        #expect(StatusReport(.running, word: String(repeating: "W", count: 100)).word.count == 100)
        #expect(StatusReport(.running, word: String(repeating: "W", count: 101)).word.hasSuffix("W\u{2026}"))
        // One character of a million combining marks.
        let marks = "a" + String(repeating: "\u{301}", count: 1_000_000)
        #expect(ServiceRefusal(.generationFailed, marks).message.unicodeScalars.count == 1001)
        #expect(ServiceRefusal(.generationFailed, "").message.isEmpty)
    }

    @Test("A state is over when nothing changes by itself any more")
    func terminal() {
        let open = TaskState.allCases.filter { !$0.isTerminal }
        #expect(open == [.prepared, .submitting, .queued, .running, .delivering])
    }
}
