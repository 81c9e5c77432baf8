// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The text without spaces, tabs and line breaks at its ends; core has no Foundation to do it.
    package func trimmingASCIIWhitespace() -> String {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let bytes = utf8.drop(while: isSpace)
        guard let last = bytes.lastIndex(where: { !isSpace($0) }) else { return "" }
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
