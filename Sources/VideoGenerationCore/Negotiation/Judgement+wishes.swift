// SPDX-License-Identifier: Apache-2.0

extension Judgement {
    /// What a size in place of a resolution means: the words it stands for.
    struct Size {
        let text: OptionValue
        /// The aspect ratio that was asked for besides, if it says the same.
        var agreedRatio: OptionValue?
        /// Whether the aspect ratio is the size's.
        var setsRatio = true
        /// The resolution that it stands for.
        let resolution: OptionValue
    }

    /// What a caller wants of one option, in the descriptor's words.
    struct Wish {
        /// As it was written; nil if it was not.
        var written: OptionValue?
        /// What it means; nil if it was not written, or means nothing here.
        var value: OptionValue?
        var origin = OptionOutcome.Origin.requested
    }

    /// Puts the words that a size stands for in its place.
    ///
    /// - Returns: The size, and what it contradicts; nil if there is none.
    func expandSize(in wishes: inout [OptionName: OptionValue]) -> (size: Size, contradiction: Fault?)? {
        guard case .text(let text)? = wishes[.resolution],
            descriptor.option(.resolution)?.domain.contains(.text(text)) != true, let pixels = PixelSize(text)
        else { return nil }
        let divisor = greatestCommonDivisor(pixels.width, pixels.height)
        let known = descriptor.sizes.first { $0.pixels == pixels }
        let ratio = OptionValue.text(
            known?.aspectRatio.rawValue ?? "\(pixels.width / divisor):\(pixels.height / divisor)")
        let resolution = known?.resolution.rawValue ?? "\(min(pixels.width, pixels.height))p"
        var size = Size(text: .text(text), resolution: .text(resolution))
        var contradiction: Fault?
        if let given = wishes[.aspectRatio] {
            guard let asked = given == .text(AspectRatio.match.rawValue) ? matchedRatio : given else {
                // Nothing to match with: refused like any other `match`.
                size.setsRatio = false
                return (size, nil)
            }
            if asked == ratio || asked.quotient == Double(pixels.width) / Double(pixels.height) {
                size.agreedRatio = given
            } else {
                contradiction = .contradiction(size: text, ratio: ratio, asked: asked)
            }
        }
        wishes[.aspectRatio] = ratio
        return (size, contradiction)
    }

    /// What `given` means for an option.
    func read(_ given: OptionValue?, _ capability: OptionCapability, size: Size?) -> Wish {
        guard let given else { return Wish(origin: .serviceDefault) }
        var wish = Wish(written: given, value: given)
        if let size, capability.name == .resolution {
            wish = Wish(written: size.text, value: size.resolution, origin: .translated)
        } else if let size, capability.name == .aspectRatio, size.setsRatio {
            let written = size.agreedRatio ?? size.text
            let isMatch = written == .text(AspectRatio.match.rawValue)
            wish.written = written
            wish.origin = isMatch ? .matched : written == given ? .requested : .translated
        } else if capability.name == .aspectRatio, given == .text(AspectRatio.match.rawValue),
            !capability.domain.contains(given)
        {
            wish.value = matchedRatio
            wish.origin = .matched
        }
        // A whole number is a whole number however it was written.
        if case .number(let number)? = wish.value, let integer = Int(exactly: number),
            capability.domain.contains(.integer(integer))
        {
            wish.value = .integer(integer)
        }
        return wish
    }

    private var matchedRatio: OptionValue? {
        guard let pixels = request.media[.firstFrame]?.first?.pixels else { return nil }
        return descriptor.option(.aspectRatio)?.domain.nearest(to: .text("\(pixels.width):\(pixels.height)"))
    }
}

extension OptionValue {
    /// Width divided by height, if this is an aspect ratio.
    fileprivate var quotient: Double? {
        if case .text(let text) = self { AspectRatio(rawValue: text).quotient } else { nil }
    }
}

private func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
    right == 0 ? max(1, left) : greatestCommonDivisor(right, left % right)
}
