// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// Questions whose turn it is, first come first served, and since when they have it.
struct PollQueue {
    private var entries: [Entry] = []
    private var first = 0

    private struct Entry {
        let row: UInt32
        let question: UInt32
        let since: MonotonicTime
    }

    var isEmpty: Bool { first == entries.count }

    /// How many it has room for without more memory.
    var capacity: Int { entries.capacity }

    mutating func add(_ call: PollCall, at now: MonotonicTime) {
        entries.append(Entry(row: UInt32(call.row), question: call.question, since: now))
    }

    mutating func next() -> (call: PollCall, since: MonotonicTime)? {
        guard !isEmpty else { return nil }
        let entry = entries[first]
        first += 1
        if isEmpty {
            // What a rush needed is not kept.
            entries.removeAll(keepingCapacity: entries.capacity <= 4096)
            first = 0
        } else if first >= 256, first * 2 >= entries.count {
            // It may never be empty; those that remain are moved once for each that has left.
            entries.removeFirst(first)
            first = 0
        }
        return (PollCall(row: Int(entry.row), question: entry.question), entry.since)
    }
}
