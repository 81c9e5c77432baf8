// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// Moments by key, the earliest first; equal moments come out in the order in which they were set.
///
/// A binary heap that knows each key's place, so that a timer that is set again a thousand times is still one entry.
struct DeadlineHeap<Key: Hashable> {
    private struct Entry {
        let key: Key
        let time: MonotonicTime
        let order: UInt64

        func isBefore(_ other: Entry) -> Bool {
            time == other.time ? order < other.order : time < other.time
        }
    }

    private var entries: [Entry] = []
    private var places: [Key: Int] = [:]
    private var nextOrder: UInt64 = 0

    /// The earliest moment.
    var earliest: MonotonicTime? { entries.first?.time }

    /// How many keys have a moment.
    var count: Int { entries.count }

    /// Sets the moment of `key`, or removes it.
    mutating func set(_ key: Key, to time: MonotonicTime?) {
        if let place = places[key] { remove(at: place) }
        guard let time else { return }
        entries.append(Entry(key: key, time: time, order: nextOrder))
        nextOrder += 1
        places[key] = entries.count - 1
        siftUp(entries.count - 1)
    }

    /// Removes and returns the earliest key, if its moment has come.
    mutating func popDue(_ now: MonotonicTime) -> Key? {
        guard let first = entries.first, first.time <= now else { return nil }
        remove(at: 0)
        return first.key
    }

    private mutating func remove(at place: Int) {
        let last = entries.count - 1
        swapEntries(place, last)
        places[entries.removeLast().key] = nil
        guard place < last else { return }
        siftUp(place)
        siftDown(place)
    }

    private mutating func siftUp(_ start: Int) {
        var place = start
        while place > 0 {
            let parent = (place - 1) / 2
            guard entries[place].isBefore(entries[parent]) else { return }
            swapEntries(place, parent)
            place = parent
        }
    }

    private mutating func siftDown(_ start: Int) {
        var place = start
        while true {
            var smallest = place
            for child in [2 * place + 1, 2 * place + 2] where child < entries.count {
                if entries[child].isBefore(entries[smallest]) { smallest = child }
            }
            if smallest == place { return }
            swapEntries(place, smallest)
            place = smallest
        }
    }

    private mutating func swapEntries(_ left: Int, _ right: Int) {
        guard left != right else { return }
        entries.swapAt(left, right)
        places[entries[left].key] = left
        places[entries[right].key] = right
    }
}
