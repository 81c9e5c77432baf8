// SPDX-License-Identifier: Apache-2.0
package import VideoGenerationCore

/// When each of many numbered items is due: set, unset and taken out in constant time, twelve bytes an item. What came out may
/// stand in a line until it has its turn, which needs no memory, because an item is due or in a line.
///
/// Time is counted in ticks of 8 ms; an item comes out up to one tick late, and never early. Items of the current 256
/// ticks have a slot each; those of the rest of the current 256 such spans are kept by span, and of the rest of the current
/// 256 spans of spans by those. When the clock enters a span, its items move down (Varghese and Lauck's hierarchical wheels, 1987).
package struct TimingWheel {
    static let tick: Int64 = 8_000_000
    private static let farthest: Int64 = 1 << 30
    private static let slots = 3 * 256

    private struct Item {
        /// The item after it, or -2 - s at the end of slot s; -1 if it is in none.
        var next: Int32 = -1
        /// The item before it, or -2 - s at the head of slot s; -1 if it is in none.
        var previous: Int32 = -1
        /// The low bits of the tick at which it is due.
        var tick: UInt32 = 0

        mutating func link(_ previous: Int32, _ next: Int32) {
            (self.previous, self.next) = (previous, next)
        }

        mutating func unlink() -> (previous: Int32, next: Int32) {
            defer { link(-1, -1) }
            return (previous, next)
        }
    }

    private var items = Pieces<Item>()
    // Of the slots of three levels, and of the lines after them.
    private var heads = ContiguousArray<Int32>(repeating: -1, count: Self.slots)
    private var tails = ContiguousArray<Int32>(repeating: -1, count: Self.slots)
    private var levels = [SlotSet](repeating: SlotSet(), count: 3)
    /// The tick whose slot is emptied next.
    private var current: Int64
    /// What was allocated for items.
    var allocatedBytes: Int { items.allocatedBytes }

    /// How many items are set, without those in lines.
    package private(set) var count = 0

    /// An empty wheel whose clock stands at `now`.
    package init(at now: MonotonicTime) {
        current = Self.floor(now)
    }

    /// Sets `item`, which is in no line, to come out at `time`, or soon if that is past.
    package mutating func set(_ item: Int, to time: MonotonicTime) {
        unset(item)
        while items.count <= item { items.append(Item()) }
        let due = min(max(Self.ceiling(time), current), current + Self.farthest)
        items[item].tick = UInt32(truncatingIfNeeded: due)
        place(Int32(item), due)
        count += 1
    }

    /// Takes `item`, which is in no line, out, if it is set.
    package mutating func unset(_ item: Int) {
        guard isSet(item) else { return }
        unlink(Int32(item))
        count -= 1
        assert(count >= 0, "it was in a line")
    }

    /// Whether `item` is set or in a line.
    package func isSet(_ item: Int) -> Bool {
        item < items.count && items[item].previous != -1
    }

    /// When `item`, which is set, is due, or was when it last came out; a tick late at most.
    package func due(_ item: Int) -> MonotonicTime {
        Self.time(tick(of: Int32(item)))
    }

    /// Takes out an item that is due at `now`.
    package mutating func popDue(at now: MonotonicTime) -> Int? {
        let last = Self.floor(now)
        while current <= last {
            guard count > 0 else {
                current = last + 1
                return nil
            }
            let slot = Int(current & 255)
            if heads[slot] >= 0 {
                let item = heads[slot]
                unlink(item)
                count -= 1
                return Int(item)
            }
            enter(min(nextStop(after: slot), last + 1))
        }
        return nil
    }

    /// When to look again: the earliest item is due then, or a span with items begins; nil if nothing is set.
    package var earliest: MonotonicTime? {
        guard count > 0 else { return nil }
        let slot = Int(current & 255)
        return Self.time(heads[slot] >= 0 ? current : nextStop(after: slot))
    }

    // MARK: Lines

    /// Puts `item`, which came out, at the end of a line.
    mutating func join(_ item: Int, line: Int) {
        while heads.count <= Self.slots + line {
            heads.append(-1)
            tails.append(-1)
        }
        append(Int32(item), to: Self.slots + line)
    }

    /// Takes `item` out of the line that it is in.
    mutating func leaveLine(_ item: Int) {
        unlink(Int32(item))
    }

    /// The item that has been in a line for longest.
    func first(inLine line: Int) -> Int? {
        let slot = Self.slots + line
        return slot < heads.count && heads[slot] >= 0 ? Int(heads[slot]) : nil
    }

    // MARK: Slots

    /// The next tick at which something is due or moves down.
    private func nextStop(after slot: Int) -> Int64 {
        if let next = levels[0].first(after: slot) { return current & ~255 | Int64(next) }
        if let next = levels[1].first(after: Int(current >> 8 & 255)) { return current & ~65_535 | Int64(next) << 8 }
        return (current | 65_535) + 1
    }

    private mutating func enter(_ tick: Int64) {
        current = tick
        guard tick & 255 == 0 else { return }
        if tick & 65_535 == 0 { moveDown(from: 512 + Int(tick >> 16 & 255)) }
        moveDown(from: 256 + Int(tick >> 8 & 255))
    }

    private mutating func moveDown(from slot: Int) {
        while heads[slot] >= 0 {
            let item = heads[slot]
            unlink(item)
            place(item, max(tick(of: item), current))
        }
    }

    private mutating func place(_ item: Int32, _ tick: Int64) {
        let slot =
            if tick >> 8 == current >> 8 {
                Int(tick & 255)
            } else if tick >> 16 == current >> 16 {
                256 + Int(tick >> 8 & 255)
            } else {
                // One that lies beyond the wheel goes around until it does not.
                512 + Int(min(tick >> 16, (current >> 16) + 255) & 255)
            }
        if heads[slot] < 0 { levels[slot >> 8].insert(slot & 255) }
        append(item, to: slot)
    }

    private mutating func append(_ item: Int32, to slot: Int) {
        let (last, end) = (tails[slot], -2 - Int32(slot))
        items[Int(item)].link(last >= 0 ? last : end, end)
        if last >= 0 { items[Int(last)].next = item } else { heads[slot] = item }
        tails[slot] = item
    }

    private mutating func unlink(_ item: Int32) {
        let (previous, next) = items[Int(item)].unlink()
        if previous >= 0 { items[Int(previous)].next = next } else { heads[Int(-2 - previous)] = next }
        if next >= 0 { items[Int(next)].previous = previous } else { tails[Int(-2 - next)] = previous }
        if previous < 0, next < 0, Int(-2 - next) < Self.slots {
            levels[Int(-2 - next) >> 8].remove(Int(-2 - next) & 255)
        }
    }

    /// The tick of an item, of which only the low bits are kept.
    private func tick(of item: Int32) -> Int64 {
        current + Int64(Int32(bitPattern: items[Int(item)].tick &- UInt32(truncatingIfNeeded: current)))
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
