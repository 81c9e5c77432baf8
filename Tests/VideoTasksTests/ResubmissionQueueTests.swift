// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@testable import VideoTasks

@Suite("The queue of allowed resubmissions")
struct ResubmissionQueueTests {
    @Test("keeps the order in which they came")
    func order() {
        var queue = ResubmissionQueue()
        #expect(queue.next() == nil)
        for name in ["a", "b", "c", "d"] { queue.add(TaskID(rawValue: name)) }
        #expect([queue.next(), queue.next()].map { $0?.rawValue } == ["a", "b"])
        #expect(queue.removeAll().map(\.rawValue) == ["c", "d"])
        #expect(queue.waiting.isEmpty && queue.next() == nil)
    }

    @Test("is slow while outcomes are unknown, quick once one is clear, and at once slow again")
    func gaps() {
        var queue = ResubmissionQueue()
        let outcomes: [Bool?] = [nil, false, false, nil, false, false, false, true, nil, true, false, false]
        let waits = outcomes.map { queue.wait(afterClear: $0) / .seconds(1) }
        #expect(waits == [30, 60, 120, 120, 240, 300, 300, 0.2, 0.2, 0.2, 30, 60])
    }
}
