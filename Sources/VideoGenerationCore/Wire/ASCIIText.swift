// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The text without spaces, tabs and line breaks at its ends; core has no Foundation to do it.
    package func trimmingASCIIWhitespace() -> String {
        let bytes = utf8.drop(while: \.isASCIIWhitespace)
        guard let last = bytes.lastIndex(where: { !$0.isASCIIWhitespace }) else { return "" }
        return String(bytes[...last]) ?? String(decoding: bytes[...last], as: UTF8.self)
    }

    /// The text, or its first `count` scalars and an ellipsis: what a service says goes into errors and records.
    package func capped(at count: Int) -> String {
        let scalars = unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: count, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return self }
        return String(scalars[..<end]) + "\u{2026}"
    }
}

extension UInt8 {
    /// Whether it is a space, a tab or an end of a line.
    var isASCIIWhitespace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
