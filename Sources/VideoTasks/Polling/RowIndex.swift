// SPDX-License-Identifier: Apache-2.0

/// Finds rows by the hash of something in them: four bytes a slot, so that an index costs less than what it finds.
struct RowIndex {
    private static let empty: Int32 = -1
    private static let removed: Int32 = -2

    private var slots: ContiguousArray<Int32> = .init(repeating: RowIndex.empty, count: 16)
    /// Slots that are not empty.
    private var used = 0
    /// How many rows it holds.
    private(set) var count = 0

    /// What was allocated for slots.
    var allocatedBytes: Int { slots.capacity * MemoryLayout<Int32>.stride }

    /// The first row with this hash that is meant.
    func find(_ hash: Int, where isMeant: (Int) -> Bool) -> Int? {
        var slot = hash & (slots.count - 1)
        while slots[slot] != Self.empty {
            if slots[slot] >= 0, isMeant(Int(slots[slot])) { return Int(slots[slot]) }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Whether the next row needs ``roomier(_:)`` first: one in five slots stays empty, or searches become long.
    var isCrowded: Bool { (used + 1) * 5 > slots.count * 4 }

    /// The index with room for more; `hashOf` tells the hashes of its rows, which move.
    func roomier(_ hashOf: (Int) -> Int) -> RowIndex {
        var size = slots.count
        // A little below the limit, so that it is not crowded again at once.
        while (count + 1) * 100 > size * 78 { size *= 2 }
        var index = RowIndex()
        index.slots = .init(repeating: Self.empty, count: size)
        for row in slots where row >= 0 { index.insert(Int(row), hashOf(Int(row))) }
        return index
    }

    /// Adds a row.
    mutating func insert(_ row: Int, _ hash: Int) {
        var slot = hash & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        if slots[slot] == Self.empty { used += 1 }
        slots[slot] = Int32(row)
        count += 1
    }

    /// Removes a row that was added with this hash.
    mutating func remove(_ row: Int, _ hash: Int) {
        var slot = hash & (slots.count - 1)
        while slots[slot] != Self.empty {
            if slots[slot] == Int32(row) {
                slots[slot] = Self.removed
                count -= 1
                return
            }
            slot = (slot + 1) & (slots.count - 1)
        }
    }
}
