// SPDX-License-Identifier: Apache-2.0
import Digests
public import VideoGenerationCore

/// The public keys of a service that signs with Ed25519, as it publishes them: a JSON Web Key Set (RFC 7517) with keys of
/// type OKP (RFC 8037).
public struct JSONWebKeys: Sendable {
    let keys: [Ed25519PublicKey]

    /// How many keys are tried: each costs a delivery, and no service has as many.
    private static let limit = 16

    /// The keys in `json`. Those of other kinds, and those that are not for signatures, are left out.
    ///
    /// - Throws: `protocol` if it is no key set, or has no key that can be used here.
    public init(_ json: [UInt8]) throws(VideoGenerationError) {
        guard let set = JSON(parsing: json), case .array(let members)? = set["keys"] else {
            throw VideoGenerationError(.protocolViolation, "That is no JSON Web Key Set: it has no list \"keys\".")
        }
        keys = Array(members.compactMap(Self.key).prefix(Self.limit))
        guard !keys.isEmpty else {
            throw VideoGenerationError(.protocolViolation, "The JSON Web Key Set has no Ed25519 key for signatures.")
        }
    }

    private static func key(_ json: JSON) -> Ed25519PublicKey? {
        guard json["kty"]?.string == "OKP", json["crv"]?.string == "Ed25519",
            ["sig", nil].contains(json["use"]?.string),
            let text = json["x"]?.string, let bytes = Base64.decode(text, .url)
        else { return nil }
        return Ed25519PublicKey(bytes: bytes)
    }

    /// Whether one of them has signed `message`.
    ///
    /// - Throws: `internal` if the system's cryptography library fails.
    func haveSigned(_ message: [UInt8], _ signature: [UInt8]) throws(VideoGenerationError) -> Bool {
        for key in keys {
            do {
                if try key.isValidSignature(signature, for: message) { return true }
            } catch {
                throw .noCryptography(error.message)
            }
        }
        return false
    }
}
