// SPDX-License-Identifier: Apache-2.0

/// Some of the ASCII bytes, to check text against: it happens to every path and header line of every exchange.
package struct ByteSet: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    package init(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte & 63) }
        }
    }

    /// Whether every byte of `text` is one of these.
    package func holdsAll(of text: String) -> Bool {
        // The storage is contiguous but for strings that come from Objective-C.
        unsafe text.utf8.withContiguousStorageIfAvailable { unsafe holdsAll(of: $0) } ?? holdsAll(of: text.utf8)
    }

    /// Whether every byte is one of these.
    @inline(__always)
    package func holdsAll(of bytes: some Sequence<UInt8>) -> Bool {
        bytes.allSatisfy { byte in byte < 128 && (byte < 64 ? low : high) >> UInt64(byte & 63) & 1 == 1 }
    }
}
