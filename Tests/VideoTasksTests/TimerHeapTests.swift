// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("The heap of timers")
struct TimerHeapTests {
    @Test("random operations give what a sorted list gives", arguments: UInt64(0)..<20)
    func reference(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var heap = TimerHeap<Int>()
        var list: [(time: Int64, element: Int)] = []
        var isSame = true
        for element in 0..<2000 {
            if Bool.random(using: &generator) || list.isEmpty {
                let time = Int64.random(in: 0..<200, using: &generator)
                heap.add(element, at: MonotonicTime(nanoseconds: time))
                // Behind its equals: what came first goes first.
                let index = list.firstIndex { $0.time > time } ?? list.endIndex
                list.insert((time, element), at: index)
            } else {
                let now = Int64.random(in: 0..<200, using: &generator)
                let taken = heap.removeFirst(dueAt: MonotonicTime(nanoseconds: now))
                let expected = list[0].time <= now ? list.removeFirst().element : nil
                isSame = isSame && taken == expected
            }
            isSame = isSame && heap.earliest?.nanoseconds == list.first?.time
        }
        while let element = heap.removeFirst(dueAt: MonotonicTime(nanoseconds: .max)) {
            isSame = isSame && element == list.removeFirst().element
        }
        #expect(isSame)
        #expect(list.isEmpty)
        #expect(heap.earliest == nil)
    }

    @Test("an empty heap has nothing due")
    func empty() {
        var heap = TimerHeap<Int>()
        #expect(heap.earliest == nil)
        #expect(heap.removeFirst(dueAt: MonotonicTime(nanoseconds: .max)) == nil)
    }
}
