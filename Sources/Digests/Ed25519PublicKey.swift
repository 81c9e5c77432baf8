// SPDX-License-Identifier: Apache-2.0
#if canImport(CryptoKit)
    import CryptoKit
#else
    import CVideoGenCrypto
#endif

/// A public key of Ed25519 (RFC 8032): checks who has signed a message.
///
/// The work is done by CryptoKit on Apple platforms and by libcrypto elsewhere.
public struct Ed25519PublicKey: Hashable, Sendable {
    /// The key's bytes, as a JSON Web Key has them in `x` (RFC 8037).
    public let bytes: [UInt8]

    /// The key of these 32 bytes; nil for any other number.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// Whether `signature` is this key's for `message`. Bytes that cannot be a signature are none.
    ///
    /// - Throws: `DigestError` if the system's library fails.
    public func isValidSignature(_ signature: [UInt8], for message: [UInt8]) throws(DigestError) -> Bool {
        guard signature.count == 64 else { return false }
        #if canImport(CryptoKit)
            // A key that is no point of the curve has signed nothing.
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return false }
            return key.isValidSignature(signature, for: message)
        #else
            switch unsafe cvideogen_ed25519_verify(bytes, signature, message, message.count) {
            case 1: return true
            case 0: return false
            default: throw DigestError(message: "The system's cryptography library cannot verify Ed25519.")
            }
        #endif
    }
}
