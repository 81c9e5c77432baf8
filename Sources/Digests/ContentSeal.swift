// SPDX-License-Identifier: Apache-2.0
#if !canImport(CryptoKit)
    import CVideoGenCrypto
#endif

/// Tells whether bytes that are read a second time are those of the first time, for a tenth of what a digest costs.
///
/// It is Poly1305 (RFC 8439) under a key that is made for one content and shown to nobody. Whoever does not know the key
/// cannot give another content the same seal, however he chooses it: the chance is below 8 times the number of 16-byte
/// blocks in 2^106 (Bernstein, "The Poly1305-AES message-authentication code", theorem 3.3), 1 in 2^79 for 256 MiB.
/// Unlike a digest it names nothing, and is worth nothing outside this process.
///
/// The work is done by libcrypto. CryptoKit has no such code for bytes in pieces, and not every libcrypto may offer it:
/// where there is none, a digest has to do.
public struct ContentSeal: Sendable {
    private let key: [UInt8]
    let code: [UInt8]

    fileprivate init(key: [UInt8], code: [UInt8]) {
        self.key = key
        self.code = code
    }

    /// A pass over the bytes for the first time; nil where there are no seals.
    public static func making() -> Pass? {
        Pass(key: (0..<32).map { _ in UInt8.random(in: 0...255) })
    }

    /// A pass over the bytes for another time; nil where there are no seals.
    public func checking() -> Pass? {
        Pass(key: key)
    }

    /// Whether a pass of ``checking()`` went over the same bytes.
    public func isSame(as other: ContentSeal) -> Bool {
        key == other.key && code == other.code
    }
}

extension ContentSeal {
    /// One pass over a content that arrives piece by piece. If libcrypto fails, at whatever step, ``finalize()`` throws.
    @safe
    public struct Pass: ~Copyable {
        private let key: [UInt8]

        #if canImport(CryptoKit)
            init?(key: [UInt8]) {
                return nil
            }
        #else
            // Nil once libcrypto has failed.
            private var context: OpaquePointer?

            init?(key: [UInt8]) {
                guard key.count == CVIDEOGEN_POLY1305_KEY_SIZE, let context = unsafe cvideogen_poly1305_new(key) else {
                    return nil
                }
                self.key = key
                unsafe self.context = context
            }

            deinit {
                if let context = unsafe context { unsafe cvideogen_poly1305_free(context) }
            }
        #endif

        /// Adds `bytes`.
        public mutating func update(_ bytes: UnsafeRawBufferPointer) {
            #if !canImport(CryptoKit)
                guard let context = unsafe context, let start = bytes.baseAddress, bytes.count > 0 else { return }
                if unsafe cvideogen_poly1305_update(context, start, bytes.count) != 1 {
                    unsafe cvideogen_poly1305_free(context)
                    unsafe self.context = nil
                }
            #endif
        }

        /// The seal of all bytes that were added.
        public consuming func finalize() throws(DigestError) -> ContentSeal {
            #if canImport(CryptoKit)
                throw Self.failure
            #else
                guard let context = unsafe context else { throw Self.failure }
                var code = [UInt8](repeating: 0, count: CVIDEOGEN_POLY1305_SIZE)
                let status = unsafe code.withUnsafeMutableBufferPointer {
                    unsafe cvideogen_poly1305_final(context, $0.baseAddress)
                }
                guard status == 1 else { throw Self.failure }
                return ContentSeal(key: key, code: code)
            #endif
        }

        private static var failure: DigestError {
            DigestError(message: "The system's cryptography library cannot compute Poly1305.")
        }
    }
}
