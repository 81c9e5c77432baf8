// SPDX-License-Identifier: Apache-2.0
#if canImport(CryptoKit)
    import CryptoKit
#else
    import CVideoGenCrypto
#endif

/// SHA-256 (FIPS 180-4) over bytes that arrive piece by piece.
///
/// The work is done by CryptoKit on Apple platforms and by libcrypto elsewhere. If that library fails, at whatever
/// step, ``finalize()`` throws; there is nothing to check in between.
@safe
public struct SHA256: ~Copyable {
    #if canImport(CryptoKit)
        private var hasher = CryptoKit.SHA256()

        /// A digest of no bytes yet.
        public init() {}
    #else
        // Nil once libcrypto has failed.
        private var context: OpaquePointer?

        /// A digest of no bytes yet.
        public init() {
            unsafe context = cvideogen_sha256_new()
        }

        deinit {
            if let context = unsafe context { unsafe cvideogen_sha256_free(context) }
        }
    #endif

    /// Adds `bytes`.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        #if canImport(CryptoKit)
            unsafe hasher.update(bufferPointer: bytes)
        #else
            guard let context = unsafe context, let start = bytes.baseAddress, bytes.count > 0 else { return }
            if unsafe cvideogen_sha256_update(context, start, bytes.count) != 1 {
                unsafe cvideogen_sha256_free(context)
                unsafe self.context = nil
            }
        #endif
    }

    /// Adds `bytes`.
    public mutating func update(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe update($0) }
    }

    /// The digest of all bytes that were added.
    public consuming func finalize() throws(DigestError) -> Digest {
        #if canImport(CryptoKit)
            return Digest(bytes: Array(hasher.finalize()))
        #else
            guard let context = unsafe context else { throw Self.failure }
            var bytes = [UInt8](repeating: 0, count: CVIDEOGEN_SHA256_SIZE)
            let status = unsafe bytes.withUnsafeMutableBufferPointer {
                unsafe cvideogen_sha256_final(context, $0.baseAddress)
            }
            guard status == 1 else { throw Self.failure }
            return Digest(bytes: bytes)
        #endif
    }

    private static var failure: DigestError {
        DigestError(message: "The system's cryptography library cannot compute SHA-256.")
    }
}
