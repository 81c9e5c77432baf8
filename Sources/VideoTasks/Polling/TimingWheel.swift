// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// When each of many numbered items is due: set, unset and taken out in constant time.
///
/// Time is counted in ticks of 8 ms; an item comes out up to one tick late, and never early, unless it is due in more than six
/// months. Items of the current 256 ticks have a slot each; those of the rest of the current 256 such spans are kept by span,
/// and of the rest of the current 256 spans of spans by those. When the clock enters a span, its items move down (Varghese and
/// Lauck's hierarchical wheels, 1987).
///
/// Its slots are the first chains of a ``Chains``, the same one for every call, whose other chains may hold items that are not set.
struct TimingWheel {
    static let tick: Int64 = 8_000_000
    static let slotCount = 3 * 256
    /// The note of an item that is in a chain and not set; that of one that is set is the low bits of the tick at which it is due.
    static let notSet: UInt32 = .max
    private static let noted: UInt32 = .max >> 1

    private var levels = [SlotSet](repeating: SlotSet(), count: 3)
    /// The tick whose slot is emptied next.
    private var current: Int64

    /// An empty wheel whose clock stands at `now`.
    init(at now: MonotonicTime) {
        current = Self.floor(now)
    }

    /// Sets `item` to come out at `time`, or soon if that is past. It leaves the chain that it is in, whichever that is.
    mutating func set(_ item: Int, to time: MonotonicTime, in chains: inout Chains) {
        unset(item, in: &chains)
        place(item, min(max(Self.ceiling(time), current), current + Int64(Self.noted)), in: &chains)
    }

    /// Takes `item` out of the chain that it is in, whichever that is.
    mutating func unset(_ item: Int, in chains: inout Chains) {
        guard let slot = chains.remove(item), slot < Self.slotCount else { return }
        levels[slot >> 8].remove(slot & 255)
    }

    /// When `item` is due, a tick late at most; nil if it is not set.
    func due(_ item: Int, in chains: Chains) -> MonotonicTime? {
        guard chains.contains(item), chains.note(of: item) != Self.notSet else { return nil }
        return Self.time(tick(chains.note(of: item)))
    }

    /// Takes out an item that is due at `now`.
    mutating func popDue(at now: MonotonicTime, from chains: inout Chains) -> Int? {
        let last = Self.floor(now)
        while current <= last {
            let slot = Int(current & 255)
            if let item = chains.first(in: slot) {
                unset(item, in: &chains)
                return item
            }
            guard !isEmpty else {
                current = last + 1
                return nil
            }
            enter(min(nextStop(after: slot), last + 1), &chains)
        }
        return nil
    }

    /// When to look again: the earliest item is due then, or a span with items begins; nil if nothing is set.
    var earliest: MonotonicTime? {
        isEmpty ? nil : Self.time(nextStop(after: Int(current & 255) - 1))
    }

    // MARK: Slots

    private var isEmpty: Bool { levels[0].isEmpty && levels[1].isEmpty && levels[2].isEmpty }

    /// The next tick at which something is due or moves down.
    private func nextStop(after slot: Int) -> Int64 {
        if let next = levels[0].first(after: slot) { return current & ~255 | Int64(next) }
        if let next = levels[1].first(after: Int(current >> 8 & 255)) { return current & ~65_535 | Int64(next) << 8 }
        return (current | 65_535) + 1
    }

    private mutating func enter(_ tick: Int64, _ chains: inout Chains) {
        current = tick
        guard tick & 255 == 0 else { return }
        if tick & 65_535 == 0 { moveDown(from: 512 + Int(tick >> 16 & 255), &chains) }
        moveDown(from: 256 + Int(tick >> 8 & 255), &chains)
    }

    private mutating func moveDown(from slot: Int, _ chains: inout Chains) {
        while let item = chains.first(in: slot) {
            unset(item, in: &chains)
            place(item, tick(chains.note(of: item)), in: &chains)
        }
    }

    private mutating func place(_ item: Int, _ tick: Int64, in chains: inout Chains) {
        let slot =
            if tick >> 8 == current >> 8 {
                Int(tick & 255)
            } else if tick >> 16 == current >> 16 {
                256 + Int(tick >> 8 & 255)
            } else {
                // One that lies beyond the wheel goes around until it does not.
                512 + Int(min(tick >> 16, (current >> 16) + 255) & 255)
            }
        levels[slot >> 8].insert(slot & 255)
        chains.append(item, to: slot, noting: UInt32(truncatingIfNeeded: tick) & Self.noted)
    }

    /// The tick of an item that is set, of which only the low bits are noted: the next one that has them.
    private func tick(_ note: UInt32) -> Int64 {
        current + Int64((note &- UInt32(truncatingIfNeeded: current)) & Self.noted)
    }

    private static func floor(_ time: MonotonicTime) -> Int64 { time.nanoseconds / tick }

    private static func ceiling(_ time: MonotonicTime) -> Int64 {
        let nanoseconds = min(time.nanoseconds, .max - tick)
        return (nanoseconds + tick - 1) / tick
    }

    private static func time(_ ticks: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: ticks * tick) }

    /// Which of 256 slots hold something.
    private struct SlotSet {
        private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

        var isEmpty: Bool { words.0 | words.1 | words.2 | words.3 == 0 }

        mutating func insert(_ slot: Int) { change(slot >> 6) { $0 |= 1 << UInt64(slot & 63) } }

        mutating func remove(_ slot: Int) { change(slot >> 6) { $0 &= ~(1 << UInt64(slot & 63)) } }

        /// The first after `slot`.
        func first(after slot: Int) -> Int? {
            var (word, mask) = ((slot + 1) >> 6, UInt64.max << UInt64((slot + 1) & 63))
            while word < 4 {
                let bits = self.word(word) & mask
                if bits != 0 { return word << 6 | bits.trailingZeroBitCount }
                (word, mask) = (word + 1, .max)
            }
            return nil
        }

        private func word(_ index: Int) -> UInt64 {
            switch index {
            case 0: words.0
            case 1: words.1
            case 2: words.2
            default: words.3
            }
        }

        private mutating func change(_ index: Int, _ change: (inout UInt64) -> Void) {
            switch index {
            case 0: change(&words.0)
            case 1: change(&words.1)
            case 2: change(&words.2)
            default: change(&words.3)
            }
        }
    }
}
