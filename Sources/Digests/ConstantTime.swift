// SPDX-License-Identifier: Apache-2.0
#if canImport(CryptoKit)
    import Darwin
#else
    import CVideoGenCrypto
#endif

/// Whether two values are the same, in a time that does not tell where they differ: an ordinary comparison would let
/// somebody who guesses a code byte by byte measure how far he is. Their lengths are no secret.
public func isEqualInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    guard !left.isEmpty else { return true }
    #if canImport(CryptoKit)
        return unsafe timingsafe_bcmp(left, right, left.count) == 0
    #else
        return unsafe cvideogen_is_equal(left, right, left.count) == 1
    #endif
}
