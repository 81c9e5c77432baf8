// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@testable import CurlTransport

@Suite("A heap of deadlines")
struct DeadlineHeapTests {
    @Test("deadlines come out by time, equal ones in the order in which they were set")
    func heapOrder() {
        var heap = DeadlineHeap<Int>()
        var random = SystemRandomNumberGenerator()
        var expected: [Int: (Int64, Int)] = [:]
        for step in 0..<2000 {
            let key = Int.random(in: 0..<300, using: &random)
            let isRemoval = Int.random(in: 0..<4, using: &random) == 0
            let time = Int64.random(in: 0..<50, using: &random)
            heap.set(key, to: isRemoval ? nil : MonotonicTime(nanoseconds: time))
            expected[key] = isRemoval ? nil : (time, step)
        }
        #expect(heap.count == expected.count)
        var popped: [Int] = []
        while let key = heap.popDue(MonotonicTime(nanoseconds: 100)) { popped.append(key) }
        let sorted = expected.sorted { $0.value < $1.value }.map(\.key)
        #expect(popped == sorted)
        #expect(heap.earliest == nil)
    }

    @Test("what is not due stays")
    func notDue() {
        var heap = DeadlineHeap<String>()
        heap.set("a", to: MonotonicTime(nanoseconds: 10))
        #expect(heap.popDue(MonotonicTime(nanoseconds: 9)) == nil)
        #expect(heap.popDue(MonotonicTime(nanoseconds: 10)) == "a")
        #expect(heap.popDue(MonotonicTime(nanoseconds: 11)) == nil)
    }
}
