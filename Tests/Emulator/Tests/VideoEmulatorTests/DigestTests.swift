// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

struct DigestTests {
    @Test(arguments: [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
        (56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
        (64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
        (1000, "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"),
    ])
    func `digests of so many letters a are the known ones`(count: Int, digest: String) {
        #expect(Digest.sha256Hex([UInt8](repeating: UInt8(ascii: "a"), count: count)) == digest)
    }

    @Test func `the second example of RFC 4231 holds`() {
        let mac = Digest.hmacHex(key: Array("Jefe".utf8), message: "what do ya want for nothing?")
        #expect(mac == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }
}
