// SPDX-License-Identifier: Apache-2.0
import Digests
import Testing

struct Ed25519Tests {
    struct Vector: Sendable {
        let key: String
        let message: String
        let signature: String
    }

    // RFC 8032, section 7.1: tests 1, 2, 3 and SHA(abc).
    static let vectors = [
        Vector(
            key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", message: "",
            signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
                + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        Vector(
            key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", message: "72",
            signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
        Vector(
            key: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", message: "af82",
            signature: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
        Vector(
            key: "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            message: "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            signature: "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
                + "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"),
    ]

    @Test("The published signatures are valid", arguments: vectors)
    func examples(vector: Vector) throws {
        let key = try #require(Ed25519PublicKey(bytes: bytes(vector.key)))
        #expect(try key.isValidSignature(bytes(vector.signature), for: bytes(vector.message)))
    }

    @Test("One bit more in the message, the key or the signature, and it is not valid", arguments: vectors)
    func changed(vector: Vector) throws {
        let (message, signature) = (bytes(vector.message), bytes(vector.signature))
        let key = try #require(Ed25519PublicKey(bytes: bytes(vector.key)))
        #expect(try !key.isValidSignature(signature, for: message + [0]))
        for place in [0, 31, 32, 63] {
            var forged = signature
            forged[place] ^= 1
            #expect(try !key.isValidSignature(forged, for: message))
        }
        var other = key.bytes
        other[0] ^= 1
        #expect(try Ed25519PublicKey(bytes: other)?.isValidSignature(signature, for: message) == false)
    }

    @Test("Bytes of another length are no signature and no key", arguments: [0, 31, 33, 63, 65, 128])
    func lengths(count: Int) throws {
        let key = try #require(Ed25519PublicKey(bytes: bytes(Self.vectors[0].key)))
        #expect(try !key.isValidSignature([UInt8](repeating: 0, count: count), for: []))
        #expect(Ed25519PublicKey(bytes: [UInt8](repeating: 0, count: count)) == nil)
    }

    @Test("A signature whose number was made larger by the order of the group is refused (RFC 8032, section 5.1.7)")
    func malleability() throws {
        let order = bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
        let vector = Self.vectors[1]
        var signature = bytes(vector.signature)
        var carry = 0
        for place in 0..<32 {
            carry += Int(signature[32 + place]) + Int(order[place])
            signature[32 + place] = UInt8(carry & 0xFF)
            carry >>= 8
        }
        let key = try #require(Ed25519PublicKey(bytes: bytes(vector.key)))
        #expect(try !key.isValidSignature(signature, for: bytes(vector.message)))
    }
}
