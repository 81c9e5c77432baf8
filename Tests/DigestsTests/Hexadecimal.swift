// SPDX-License-Identifier: Apache-2.0

/// The bytes that `text` writes in hexadecimal.
func bytes(_ text: String) -> [UInt8] {
    let digits = Array(text)
    return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
}
