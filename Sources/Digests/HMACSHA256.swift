// SPDX-License-Identifier: Apache-2.0
#if canImport(CryptoKit)
    import CryptoKit
#else
    import CVideoGenCrypto
#endif

/// HMAC-SHA256 (RFC 2104): what only somebody who has the key can say about a message.
///
/// The work is done by CryptoKit on Apple platforms and by libcrypto elsewhere.
public enum HMACSHA256 {
    /// The authentication code of `message` under `key`; compare it with ``isEqualInConstantTime(_:_:)``.
    ///
    /// - Throws: `DigestError` if the system's library fails.
    public static func authenticationCode(
        for message: [UInt8], using key: [UInt8]
    ) throws(DigestError) -> Digest {
        #if canImport(CryptoKit)
            return Digest(
                bytes: Array(HMAC<CryptoKit.SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key))))
        #else
            var code = [UInt8](repeating: 0, count: CVIDEOGEN_SHA256_SIZE)
            guard unsafe cvideogen_hmac_sha256(key, key.count, message, message.count, &code) == 1 else {
                throw DigestError(message: "The system's cryptography library cannot compute HMAC-SHA256.")
            }
            return Digest(bytes: code)
        #endif
    }
}
