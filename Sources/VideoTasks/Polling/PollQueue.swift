// SPDX-License-Identifier: Apache-2.0

/// Questions that are due, first come first served.
struct PollQueue {
    private var entries: [PollCall] = []
    private var start = 0

    var isEmpty: Bool { start == entries.count }

    /// How many it has room for without more memory.
    var capacity: Int { entries.capacity }

    /// The question that has waited longest.
    var first: PollCall? { isEmpty ? nil : entries[start] }

    mutating func add(_ call: PollCall) {
        entries.append(call)
    }

    mutating func removeFirst() {
        start += 1
        if isEmpty {
            // What a rush needed is not kept.
            entries.removeAll(keepingCapacity: entries.capacity <= 4096)
            start = 0
        } else if start >= 256, start * 2 >= entries.count {
            // It may never be empty; those that remain are moved once for each that has left.
            entries.removeFirst(start)
            start = 0
        }
    }
}
