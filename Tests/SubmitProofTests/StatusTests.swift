// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore
import VideoTasks

/// The second table of what proves what: a status is the word of whoever stood in between, unless the service's own
/// envelope came with it.
@Suite("A submission's status", .timeLimit(.minutes(2)))
struct StatusTests {
    /// Status; what it proves with the service's envelope; what it proves alone.
    static let table: [(status: Int, enveloped: SubmitAttempt.Outcome, bare: SubmitAttempt.Outcome)] = [
        (301, .rejected, .rejected), (302, .rejected, .rejected), (303, .unknown, .unknown),
        (307, .rejected, .rejected), (308, .rejected, .rejected),
        (400, .rejected, .unknown), (401, .rejected, .unknown), (402, .rejected, .unknown), (403, .rejected, .unknown),
        // Alone they mean a wrong base URL: whoever has no such path has not begun any work.
        (404, .rejected, .rejected), (405, .rejected, .rejected),
        (406, .rejected, .unknown), (408, .unknown, .unknown), (409, .unknown, .unknown), (410, .rejected, .unknown),
        (411, .rejected, .unknown), (412, .unknown, .unknown), (413, .rejected, .unknown), (414, .rejected, .unknown),
        (415, .rejected, .unknown),
        (417, .rejected, .rejected), (421, .rejected, .rejected),
        (422, .rejected, .unknown),
        (425, .rejected, .rejected), (429, .rejected, .rejected), (431, .rejected, .unknown),
        (451, .rejected, .unknown),
        (500, .unknown, .unknown), (501, .rejected, .rejected), (502, .unknown, .unknown), (503, .rejected, .unknown),
        (504, .unknown, .unknown), (505, .rejected, .rejected),
        (520, .unknown, .unknown), (521, .rejected, .rejected), (522, .unknown, .unknown), (523, .rejected, .rejected),
        (524, .unknown, .unknown), (525, .rejected, .rejected), (526, .rejected, .rejected),
        // Not in the table: nothing is proved.
        (204, .unknown, .unknown), (300, .unknown, .unknown), (304, .unknown, .unknown), (418, .unknown, .unknown),
        (499, .unknown, .unknown), (507, .unknown, .unknown),
        (530, .unknown, .unknown), (599, .unknown, .unknown),
    ]

    enum Words: CaseIterable {
        case service, gateway, page, none

        func body(_ status: Int) -> String {
            switch self {
            case .service: #"{"code":\#(status),"reason":"SOMETHING_IS_WRONG","message":"why"}"#
            // The same keys, but no word of the service.
            case .gateway: #"{"code":\#(status),"reason":"Bad Gateway","message":"why"}"#
            case .page: "<html>\(status)</html>"
            case .none: ""
            }
        }
    }

    @Test("proves what it proves, in the service's words and in others", arguments: table, Words.allCases)
    func verdict(
        row: (status: Int, enveloped: SubmitAttempt.Outcome, bare: SubmitAttempt.Outcome), words: Words
    ) async throws {
        let expected = words == .service ? row.enveloped : row.bare
        // A reply with one of these has no body.
        let body = [204, 304].contains(row.status) ? "" : words.body(row.status)
        let task = try await task(row.status, body, expected: expected)
        #expect(task.verdict == expected)
        if expected == .unknown {
            #expect(task.state == .submissionUnknown)
            let evidence = try #require(task.evidence)
            #expect(evidence.status == row.status)
            #expect(evidence.phase == .receiving)
            #expect(evidence.bodyStart == body)
        } else {
            #expect(task.state == .failed)
            // A redirect is a matter of the base URL, whatever is said beside it.
            let isQuoted = words == .service && row.status >= 400
            #expect(task.failure?.message.contains("SOMETHING_IS_WRONG: why") == isQuoted)
        }
    }

    @Test(
        "with a wait beside it proves no more than without",
        arguments: [
            (429, true, SubmitAttempt.Outcome.rejected), (429, false, .rejected), (503, true, .rejected),
            // Caches and gateways say so, too, after the service has read the request.
            (503, false, .unknown), (500, true, .unknown), (502, false, .unknown),
        ])
    func retryAfter(status: Int, isEnveloped: Bool, expected: SubmitAttempt.Outcome) async throws {
        let body = (isEnveloped ? Words.service : .none).body(status)
        let task = try await task(status, body, "Retry-After: 2\r\n", expected: expected)
        #expect(task.verdict == expected)
        // Somebody may try again later, if the answer says that nothing was begun.
        if expected == .rejected { #expect(task.failure?.isRetryable == true) }
    }

    @Test(
        "that rejects is unknown if a task is named beside it",
        arguments: [301, 400, 401, 404, 421, 429, 500, 501, 503, 526])
    func named(status: Int) async throws {
        let body = #"{"task_id":"t-1","reason":"SOMETHING_IS_WRONG"}"#
        let task = try await task(status, body, expected: .unknown)
        #expect(task.verdict == .unknown)
        #expect(task.evidence?.bodyStart == body)
    }

    /// Submits to a server that answers so, and sees that it heard of one submission, and of nothing else.
    private func task(
        _ status: Int, _ body: String, _ fields: String = "", expected: SubmitAttempt.Outcome
    ) async throws -> VideoTask {
        let other = try ByteServer { peer in while peer.readRequest() != nil { peer.reply() } }
        defer { other.stop() }
        return try await withServer { peer in
            while peer.readRequest() != nil {
                peer.reply(body, status: "\(status) Word", fields: "Location: \(other.url)/v3/async/x\r\n" + fields)
            }
        } _: { server in
            // What is proved to have done nothing would be tried again after a while.
            let task = try await Payment(url: server.url, attempts: expected == .unknown ? 3 : 1).make()
            #expect(server.seen.connections == 1)
            #expect(server.seen.posts == 1)
            #expect(other.seen.connections == 0)
            return task
        }
    }
}
