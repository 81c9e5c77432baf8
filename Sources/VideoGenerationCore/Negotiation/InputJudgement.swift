// SPDX-License-Identifier: Apache-2.0

extension InputCapability {
    /// What must be so many, as a rule that a request obeys or not.
    var countRule: Implication {
        let some = count.upperBound == 1 ? "a \(role.words)" : "\(count.lowerBound) or more of the input \(role.words)"
        let kinds = [acceptsContent ? "a file" : nil, acceptsURL ? "a URL" : nil].compactMap { $0 }
        let needed = isRequired ? "This model needs \(some): give \(kinds.joined(separator: " or "))." : ""
        let most = count.upperBound > 1 ? "At most \(count.upperBound) may be given as \(role.words)." : ""
        return Implication(
            code: "input_count", when: [], then: .input(role, count),
            message: [needed, most].filter { !$0.isEmpty }.joined(separator: " "))
    }

    /// What speaks against `media`, and what deserves a warning.
    func judge(_ media: Media) -> (violations: [Violation], advisories: [Advisory]) {
        guard let byteCount = media.byteCount else {
            guard !acceptsURL else { return ([], []) }
            return ([violation("The \(role.words) must be a file: this model fetches no URL.")], [])
        }
        guard acceptsContent else {
            return ([violation("The \(role.words) must be a URL: this model takes no files.")], [])
        }
        var violations: [Violation] = []
        if media.mediaType.map({ !mediaTypes.contains($0) }) ?? true {
            violations.append(
                violation(
                    "The \(role.words) is \(media.mediaType ?? "no image that is known"), told by its content. Allowed: "
                        + mediaTypes.joined(separator: ", ") + "."))
        }
        if let maximumBytes, byteCount > maximumBytes {
            violations.append(
                violation(
                    "The \(role.words) has \(byteCount) bytes; allowed are \(maximumBytes). Make it smaller, or save it "
                        + "as JPEG."))
        }
        if let limits, let pixels = media.pixels, !limits.allows(pixels) {
            violations.append(
                violation("The \(role.words) is \(pixels.width)x\(pixels.height); allowed are \(limits.summary)."))
        }
        guard violations.isEmpty else { return (violations, []) }
        return ([], advisories(for: media, byteCount: byteCount))
    }

    private func violation(_ message: String) -> Violation {
        Violation(role.rawValue, .invalidInput, message)
    }

    private func advisories(for media: Media, byteCount: Int) -> [Advisory] {
        var advisories: [Advisory] = []
        if let cautionBytes, byteCount > cautionBytes {
            advisories.append(
                Advisory(
                    code: "image_large",
                    message: "The \(role.words) has \(byteCount) bytes. If the service counts a megabyte as 1,000,000 "
                        + "bytes, it refuses more than \(cautionBytes)."))
        }
        guard let pixels = media.pixels else {
            advisories.append(
                Advisory(code: "image_size_unknown", message: "The size of the \(role.words) cannot be read."))
            return advisories
        }
        if media.isTurned {
            advisories.append(
                Advisory(
                    code: "image_turned",
                    message: "The \(role.words) has a note that it is to be turned by 90 degrees (EXIF orientation). A "
                        + "service that ignores it sees the picture lying on its side: save it turned to be sure."))
        }
        if let least = recommendedPixels,
            max(pixels.width, pixels.height) < max(least.width, least.height)
                || min(pixels.width, pixels.height) < min(least.width, least.height)
        {
            advisories.append(
                Advisory(
                    code: "image_small",
                    message: "The \(role.words) is \(pixels.width)x\(pixels.height); recommended is "
                        + "\(least.width)x\(least.height) or more."))
        }
        let ratio = Double(pixels.width) / Double(pixels.height)
        if !recommendedRatios.isEmpty,
            !recommendedRatios.compactMap(\.quotient).contains(where: { abs(ratio / $0 - 1) <= 0.05 })
        {
            advisories.append(
                Advisory(
                    code: "image_ratio",
                    message: "The \(role.words) is \(pixels.width)x\(pixels.height); recommended is an aspect ratio of "
                        + recommendedRatios.map(\.rawValue).joined(separator: " or ")
                        + ". The service may crop or pad it."))
        }
        return advisories
    }
}

extension AspectRatio {
    /// Width and height as they are written; nil for a word such as `match`.
    var sides: (width: Double, height: Double)? {
        let parts = rawValue.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let width = Double(parts[0]), let height = Double(parts[1]), width > 0, height > 0,
            width.isFinite, height.isFinite
        else { return nil }
        return (width, height)
    }

    /// Width divided by height; nil for a word such as `match`.
    var quotient: Double? { sides.map { $0.width / $0.height } }
}
