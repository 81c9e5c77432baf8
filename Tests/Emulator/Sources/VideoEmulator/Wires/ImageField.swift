// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An image field that takes an address, or the image itself as text.
struct ImageField {
    /// How an image is written into the field.
    enum Inline {
        /// Base64 and nothing else.
        case base64
        /// A `data:` address (RFC 2397) with Base64.
        case dataURI
    }

    var name: String
    var inline: Inline
    var maximumBytes: Int

    /// Reads the field. An address is only looked at, never fetched.
    func image(_ text: String) throws(Refusal) -> SubmittedImage {
        if Self.isAddress(text) { return .address(text) }
        // A data URI holds a colon, which Base64 has not, and fails where it is not asked for like any other text.
        guard let encoded = inline == .base64 ? text[...] : Self.payload(text), let file = try file(String(encoded))
        else { throw refusal(.invalidImage, "must be an http(s) URL or \(inlineName)") }
        return .inline(file)
    }

    /// Reads Base64 that has to be an image; nil when it is no Base64.
    func file(_ base64: String) throws(Refusal) -> ImageFile? {
        guard let data = Data(base64Encoded: base64) else { return nil }
        guard data.count <= maximumBytes else {
            throw refusal(.imageTooLarge, "is larger than \(maximumBytes >> 20) MB")
        }
        guard let file = ImageFile(Array(data)) else { throw refusal(.invalidImage, "must be a JPEG or a PNG") }
        return file
    }

    private func refusal(_ cause: Refusal.Cause, _ words: String) -> Refusal {
        Refusal(cause: cause, message: "\(name) \(words)", field: .init(path: [name], problem: .badValue))
    }

    private var inlineName: String {
        inline == .base64 ? "Base64 without a data: prefix" : "a data: URI with Base64"
    }

    private static func payload(_ text: String) -> Substring? {
        guard text.prefix(5).lowercased() == "data:", let comma = text.firstIndex(of: ",") else { return nil }
        guard text[..<comma].lowercased().hasSuffix(";base64") else { return nil }
        return text[text.index(after: comma)...]
    }

    private static func isAddress(_ text: String) -> Bool {
        let start = text.prefix(8).lowercased()
        guard start.hasPrefix("http://") || start.hasPrefix("https://") else { return false }
        let host = URL(string: text)?.host(percentEncoded: true) ?? ""
        return !host.isEmpty && !text.contains(where: \.isWhitespace)
    }
}
