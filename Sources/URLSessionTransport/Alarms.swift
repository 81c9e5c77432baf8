// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// The moments at which a loop has something to do, the earliest first; equal ones in the order in which they were set.
///
/// A sorted array: a tracker has one timer, and an exchange two or three deadlines.
struct Alarms {
    /// What is due.
    enum Key: Hashable {
        /// A timer of somebody who lives on the loop.
        case timer(UInt64)
        /// The end of an exchange.
        case end(ExchangeID)
        /// The end of an exchange that is not connected by then.
        case connection(ExchangeID)
        /// A look at whether an exchange stalls.
        case stall(ExchangeID)
    }

    private struct Entry {
        let key: Key
        let time: MonotonicTime
    }

    private var entries: [Entry] = []

    /// The earliest moment.
    var earliest: MonotonicTime? { entries.first?.time }

    /// Sets the moment of `key`, or removes it.
    mutating func set(_ key: Key, to time: MonotonicTime?) {
        if let place = entries.firstIndex(where: { $0.key == key }) { entries.remove(at: place) }
        guard let time else { return }
        let place = entries.firstIndex { $0.time > time } ?? entries.endIndex
        entries.insert(Entry(key: key, time: time), at: place)
    }

    /// Removes and returns the earliest key, if its moment has come.
    mutating func popDue(_ now: MonotonicTime) -> Key? {
        guard let first = entries.first, first.time <= now else { return nil }
        return entries.removeFirst().key
    }

    /// Removes all deadlines of an exchange.
    mutating func removeAll(of id: ExchangeID) {
        entries.removeAll { $0.key == .end(id) || $0.key == .connection(id) || $0.key == .stall(id) }
    }

    /// Removes everything.
    mutating func removeAll() {
        entries = []
    }
}
