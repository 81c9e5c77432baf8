// SPDX-License-Identifier: Apache-2.0

extension CameraMove {
    /// The move of one sample: the same for the same seed for ever, and of another kind for each of four samples.
    ///
    /// - Parameters:
    ///   - sample: Which sample it is, from 0.
    ///   - seed: Any number; 0 is one like any other. Nil for the ``standard`` moves.
    public init(sample: Int, seed: UInt64?) {
        let position = sample % 4
        guard let seed else {
            self = Self.standard[position]
            return
        }
        var kinds = SplitMix64(state: seed)
        let kind = Array(0..<4).shuffledBySwaps(using: &kinds)[position]
        var numbers = SplitMix64(state: seed &+ UInt64(sample) &* 0xD134_2543_DE82_EF95)
        func number(_ range: ClosedRange<Int>) -> Int {
            range.lowerBound + Int(numbers.next() % UInt64(range.count))
        }
        let (zoom, across, down) = (number(1150...1350), number(150...850), number(150...850))
        let isBackwards = numbers.next() & 1 == 1
        let forwards =
            switch kind {
            case 0: CameraMove(from: View(zoom: 1000), to: View(zoom: zoom, across: across, down: down))
            case 1: CameraMove(from: View(zoom: zoom, across: across, down: down), to: View(zoom: 1000))
            case 2:
                CameraMove(
                    from: View(zoom: zoom, across: 0, down: down), to: View(zoom: zoom, across: 1000, down: down))
            default:
                CameraMove(
                    from: View(zoom: zoom, across: across, down: 0), to: View(zoom: zoom, across: across, down: 1000))
            }
        // Backwards, a way closer would be one away, which another sample has.
        self = isBackwards && kind > 1 ? CameraMove(from: forwards.end, to: forwards.start) : forwards
    }
}

/// Splittable pseudo-random numbers (Steele, Lea and Flood, OOPSLA 2014): a task that is rendered again must get the same
/// ones, also from a later version of the standard library.
struct SplitMix64 {
    private var state: UInt64

    init(state: UInt64) {
        self.state = state
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension Array {
    fileprivate func shuffledBySwaps(using numbers: inout SplitMix64) -> Self {
        var shuffled = self
        for last in indices.dropFirst().reversed() {
            shuffled.swapAt(last, Int(numbers.next() % UInt64(last + 1)))
        }
        return shuffled
    }
}
