// SPDX-License-Identifier: Apache-2.0

/// An array that grows by a piece at a time, so that nothing is moved, and an eighth at most, or a few elements, is kept in
/// reserve.
///
/// Eight pieces have room for 8 elements each, the next eight for 16, and so on: few enough among a hundred thousand
/// elements, and small enough among a hundred. Where an element is follows from its index, as in Brodnik et al., Resizable
/// Arrays in Optimal Time and Space (1999).
struct Pieces<Element> {
    /// In bits: how many pieces there are of each size, and the size of the first ones.
    private static var fan: Int { 3 }

    private var pieces: ContiguousArray<ContiguousArray<Element>> = []
    private(set) var count = 0
    /// How many elements there is room for.
    private(set) var capacity = 0

    var indices: Range<Int> { 0..<count }

    /// What was allocated for elements.
    var allocatedBytes: Int { capacity * MemoryLayout<Element>.stride }

    subscript(index: Int) -> Element {
        _read {
            let place = Place(index)
            yield pieces[place.piece][place.offset]
        }
        _modify {
            let place = Place(index)
            yield &pieces[place.piece][place.offset]
        }
    }

    mutating func append(_ element: Element) {
        let place = Place(count)
        if place.piece == pieces.count {
            pieces.append([])
            pieces[place.piece].reserveCapacity(place.size)
            capacity += place.size
        }
        pieces[place.piece].append(element)
        count += 1
    }

    private struct Place {
        let piece, offset, size: Int

        init(_ index: Int) {
            // With so much added, each size of pieces is for the indices between two powers of two.
            let number = index + (1 << (2 * fan))
            let sizeBits = Int.bitWidth - 1 - number.leadingZeroBitCount - fan
            size = 1 << sizeBits
            piece = ((sizeBits - fan) << fan) + (number >> sizeBits) - (1 << fan)
            offset = number & (size - 1)
        }
    }
}
