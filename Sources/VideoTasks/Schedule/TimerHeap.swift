// SPDX-License-Identifier: Apache-2.0
package import VideoGenerationCore

/// Things that are due at a time, the earliest first; of two at the same time, the one that was added first.
package struct TimerHeap<Element> {
    private struct Entry {
        let time: MonotonicTime
        let order: UInt64
        let element: Element

        func isBefore(_ other: Entry) -> Bool {
            time == other.time ? order < other.order : time < other.time
        }
    }

    private var entries: [Entry] = []
    private var nextOrder: UInt64 = 0

    /// An empty heap.
    package init() {}

    /// When the earliest is due.
    package var earliest: MonotonicTime? { entries.first?.time }

    /// Adds `element`, which is due at `time`.
    package mutating func add(_ element: Element, at time: MonotonicTime) {
        entries.append(Entry(time: time, order: nextOrder, element: element))
        nextOrder += 1
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].isBefore(entries[parent]) else { break }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the earliest if it is due at `time`.
    package mutating func removeFirst(dueAt time: MonotonicTime) -> Element? {
        guard let first = entries.first, first.time <= time else { return nil }
        let last = entries.removeLast()
        if !entries.isEmpty {
            entries[0] = last
            sink(from: 0)
        }
        return first.element
    }

    private mutating func sink(from start: Int) {
        var parent = start
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < entries.count && entries[child].isBefore(entries[least]) {
                least = child
            }
            guard least != parent else { return }
            entries.swapAt(parent, least)
            parent = least
        }
    }
}
