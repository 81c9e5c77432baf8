// SPDX-License-Identifier: Apache-2.0
import Digests
import Testing

struct SHA256Tests {
    // FIPS 180-4's examples as NIST publishes them, and the empty message.
    static let vectors: [(message: String, digest: String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        (
            String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]

    @Test("The published examples have the published digests", arguments: vectors)
    func examples(message: String, digest: String) throws {
        var hash = SHA256()
        hash.update(Array(message.utf8))
        #expect(try hash.finalize().hex == digest)
    }

    @Test("The pieces that bytes arrive in do not matter", arguments: [1, 3, 63, 64, 65, 1000])
    func pieces(size: Int) throws {
        let message = Array(Self.vectors[3].message.utf8)
        var hash = SHA256()
        for start in stride(from: 0, to: message.count, by: size) {
            hash.update([])
            hash.update(Array(message[start..<min(start + size, message.count)]))
        }
        #expect(try hash.finalize().hex == Self.vectors[3].digest)
    }

    @Test("A digest has 32 bytes and writes them with leading zeros")
    func hexadecimal() throws {
        var hash = SHA256()
        hash.update(Array("abc".utf8))
        let digest = try hash.finalize()
        #expect(digest.bytes.count == 32)
        #expect(digest.bytes[5] == 0x01)
        #expect("\(digest)" == digest.hex)
    }
}
