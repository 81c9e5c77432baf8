// SPDX-License-Identifier: Apache-2.0

extension InputCapability {
    /// What may speak against one input.
    enum Objection {
        case mustBeFile, mustBeURL, mediaType, byteCount, measures
    }

    /// What speaks against `media`.
    func objections(to media: Media) -> [Objection] {
        guard let byteCount = media.byteCount else { return acceptsURL ? [] : [.mustBeFile] }
        guard acceptsContent else { return [.mustBeURL] }
        var objections: [Objection] = []
        if media.mediaType.map({ !mediaTypes.contains($0) }) ?? true { objections.append(.mediaType) }
        if let maximumBytes, byteCount > maximumBytes { objections.append(.byteCount) }
        if let limits, let pixels = media.pixels, !limits.allows(pixels) { objections.append(.measures) }
        return objections
    }

    /// What is wrong, what is allowed and what to do.
    func violation(_ objection: Objection, by media: Media) -> Violation {
        let message =
            switch objection {
            case .mustBeFile: "The \(role.words) must be a file: this model fetches no URL."
            case .mustBeURL: "The \(role.words) must be a URL: this model takes no files."
            case .mediaType:
                "The \(role.words) is \(media.mediaType ?? "no image that is known"), told by its content. Allowed: "
                    + mediaTypes.joined(separator: ", ") + "."
            case .byteCount:
                "The \(role.words) has \(media.byteCount ?? 0) bytes; allowed are \(maximumBytes ?? 0). Make it smaller, "
                    + "or save it as JPEG."
            case .measures:
                "The \(role.words) is \(media.pixels.map { "\($0.width)x\($0.height)" } ?? ""); allowed are "
                    + "\(limits?.summary ?? "")."
            }
        return Violation(role.rawValue, .invalidInput, message)
    }

    /// What of `media`, if nothing speaks against it, deserves a warning.
    func advisories(for media: Media) -> [Advisory] {
        guard let byteCount = media.byteCount, objections(to: media).isEmpty else { return [] }
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
    package var sides: (width: Double, height: Double)? {
        let parts = rawValue.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let width = Double(parts[0]), let height = Double(parts[1]), width > 0, height > 0,
            width.isFinite, height.isFinite
        else { return nil }
        return (width, height)
    }

    /// Width divided by height; nil for a word such as `match`.
    var quotient: Double? { sides.map { $0.width / $0.height } }
}
