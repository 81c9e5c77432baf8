// SPDX-License-Identifier: Apache-2.0

/// Finds rows by the hash of something in them: four bytes a slot, so that an index costs less than what it finds.
struct RowIndex {
    private static let empty: Int32 = -1
    private static let removed: Int32 = -2

    private var slots: ContiguousArray<Int32>
    /// Slots that are not empty.
    private var used = 0
    /// How many rows it holds.
    private(set) var count = 0

    /// An index with no row.
    init() {
        self.init(of: EmptyCollection(), 0) { $0 }
    }

    /// An index of `count` rows, with room for an eighth more: by doubling, as much would be kept for rows that may never
    /// come.
    init(of rows: some Sequence<Int>, _ count: Int, _ hashOf: (Int) -> Int) {
        slots = .init(repeating: Self.empty, count: (count + count / 8 + 8) * 5 / 4)
        for row in rows { insert(row, hashOf(row)) }
    }

    /// What was allocated for slots.
    var allocatedBytes: Int { slots.capacity * MemoryLayout<Int32>.stride }

    /// The first row with this hash that is meant.
    func find(_ hash: Int, where isMeant: (Int) -> Bool) -> Int? {
        var slot = slot(of: hash)
        while slots[slot] != Self.empty {
            if slots[slot] >= 0, isMeant(Int(slots[slot])) { return Int(slots[slot]) }
            slot = self.slot(after: slot)
        }
        return nil
    }

    /// Whether the next row needs ``roomier(_:)`` first: one in five slots stays empty, or searches become long.
    var isCrowded: Bool { (used + 1) * 5 > slots.count * 4 }

    /// The index with room for more; `hashOf` tells the hashes of its rows, which move.
    func roomier(_ hashOf: (Int) -> Int) -> RowIndex {
        RowIndex(of: slots.lazy.filter { $0 >= 0 }.map(Int.init), count, hashOf)
    }

    /// Adds a row.
    mutating func insert(_ row: Int, _ hash: Int) {
        var slot = slot(of: hash)
        while slots[slot] >= 0 { slot = self.slot(after: slot) }
        if slots[slot] == Self.empty { used += 1 }
        slots[slot] = Int32(row)
        count += 1
    }

    /// Removes a row that was added with this hash.
    mutating func remove(_ row: Int, _ hash: Int) {
        var slot = slot(of: hash)
        while slots[slot] != Self.empty {
            if slots[slot] == Int32(row) {
                slots[slot] = Self.removed
                count -= 1
                return
            }
            slot = self.slot(after: slot)
        }
    }

    // A multiplication, because the number of slots is no power of two.
    private func slot(of hash: Int) -> Int {
        Int(truncatingIfNeeded: UInt(bitPattern: hash).multipliedFullWidth(by: UInt(slots.count)).high)
    }

    private func slot(after slot: Int) -> Int { slot + 1 < slots.count ? slot + 1 : 0 }
}
