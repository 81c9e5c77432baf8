// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

struct FaultQueueTests {
    private func queue(_ json: JSONValue) throws -> FaultQueue {
        let queue = FaultQueue()
        queue.append(try Fault.list(json))
        return queue
    }

    @Test func `faults strike in their order and then no more`() throws {
        let queue = try queue([
            ["on": "submit", "kind": "slow", "skip": 1], ["on": "submit", "kind": "status", "times": 2],
            ["on": "media", "kind": "reset"],
        ])
        let kinds = (0..<5).map { _ in queue.takeSubmit()?.kind }
        #expect(kinds == [nil, .slow, .status, .status, nil])
        #expect(queue.takeMedia()?.kind == .reset)
    }

    @Test func `a fault for ever stays`() throws {
        let queue = try queue([["on": "poll", "kind": "html", "times": -1]])
        #expect((0..<5).allSatisfy { _ in queue.take(.poll, hasVideos: false)?.kind == .html })
        #expect(queue.clear() == 1)
        #expect(queue.take(.poll, hasVideos: false) == nil)
    }

    @Test func `samples are left out only of polls that have some`() throws {
        let queue = try queue([["on": "poll", "kind": "drop_samples", "keep": 1]])
        #expect(queue.take(.poll, hasVideos: false) == nil)
        #expect(queue.take(.poll, hasVideos: true)?.details.keep == 1)
    }

    @Test(arguments: [
        #"{}"#, #"[1]"#, #"[{"on":"submit"}]"#, #"[{"on":"submit","kind":"html"}]"#, #"[{"kind":"slow"}]"#,
        #"[{"on":"poll","kind":"slow","dealy":1}]"#, #"[{"on":"poll","kind":"slow","delay":"1"}]"#,
        #"[{"on":"poll","kind":"slow","times":0}]"#, #"[{"on":"poll","kind":"status","status":99}]"#,
        #"[{"on":"cancel","kind":"progress"}]"#, #"[{"on":"watch","kind":"slow"}]"#,
    ])
    func `an order that is not understood is refused`(text: String) throws {
        let json = try JSONParser.parse(Array(text.utf8))
        #expect(throws: Fault.Unreadable.self) { try Fault.list(json) }
    }
}
