// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An image field that takes an address or bare Base64.
enum ImageField {
    private static let maximumBytes = 20 * 1024 * 1024

    /// Reads the field. An address is only looked at, never fetched.
    static func image(_ text: String) throws(Refusal) -> SubmittedImage {
        if isAddress(text) { return .address(text) }
        // Data URIs hold a colon, which Base64 has not, and fail here like any other text.
        guard let data = Data(base64Encoded: text) else {
            throw invalidFormat("image must be an http(s) URL or Base64 without a data: prefix")
        }
        guard data.count <= maximumBytes else {
            throw Refusal(cause: .imageTooLarge, message: "image is larger than 20 MB")
        }
        guard let file = ImageFile(Array(data)) else { throw invalidFormat("image must be a JPEG or a PNG") }
        return .inline(file)
    }

    private static func isAddress(_ text: String) -> Bool {
        let start = text.prefix(8).lowercased()
        guard start.hasPrefix("http://") || start.hasPrefix("https://") else { return false }
        let host = URL(string: text)?.host(percentEncoded: true) ?? ""
        return !host.isEmpty && !text.contains(where: \.isWhitespace)
    }

    private static func invalidFormat(_ message: String) -> Refusal {
        Refusal(cause: .invalidImage, message: message)
    }
}
