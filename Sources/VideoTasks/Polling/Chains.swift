// SPDX-License-Identifier: Apache-2.0

/// Numbered items in numbered chains, each in one at most: it goes to the end of a chain and out of anywhere in constant time,
/// with twelve bytes an item.
struct Chains {
    private struct Link {
        /// The item after it, or -2 - c at the end of chain c; -1 if it is in none.
        var next: Int32 = -1
        /// The item before it, or -2 - c at the head of chain c; -1 if it is in none.
        var previous: Int32 = -1
        var note: UInt32 = 0

        mutating func leave() -> (previous: Int32, next: Int32) {
            defer { (previous, next) = (-1, -1) }
            return (previous, next)
        }
    }

    private var links = Pieces<Link>()
    private var heads = ContiguousArray<Int32>()
    private var tails = ContiguousArray<Int32>()

    /// What was allocated for items.
    var allocatedBytes: Int { links.allocatedBytes }

    /// Whether `item` is in a chain.
    func contains(_ item: Int) -> Bool { item < links.count && links[item].previous != -1 }

    /// What was noted of `item`, which is or was in a chain.
    func note(of item: Int) -> UInt32 { links[item].note }

    /// The item that has been in a chain for longest.
    func first(in chain: Int) -> Int? { chain < heads.count && heads[chain] >= 0 ? Int(heads[chain]) : nil }

    /// Puts `item`, which is in no chain, at the end of one, and notes something of it.
    mutating func append(_ item: Int, to chain: Int, noting note: UInt32) {
        while links.count <= item { links.append(Link()) }
        while heads.count <= chain {
            heads.append(-1)
            tails.append(-1)
        }
        let (last, end) = (tails[chain], Int32(-2 - chain))
        links[item] = Link(next: end, previous: last >= 0 ? last : end, note: note)
        if last >= 0 { links[Int(last)].next = Int32(item) } else { heads[chain] = Int32(item) }
        tails[chain] = Int32(item)
    }

    /// Takes `item` out of the chain that it is in, if it is in one; the chain, if nothing is left in it.
    mutating func remove(_ item: Int) -> Int? {
        guard contains(item) else { return nil }
        let (previous, next) = links[item].leave()
        if previous >= 0 { links[Int(previous)].next = next } else { heads[Int(-2 - previous)] = next }
        if next >= 0 { links[Int(next)].previous = previous } else { tails[Int(-2 - next)] = previous }
        return previous < 0 && next < 0 ? Int(-2 - next) : nil
    }
}
