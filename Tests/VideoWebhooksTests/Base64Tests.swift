// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import VideoWebhooks

struct Base64Tests {
    @Test(
        "The examples of RFC 4648, section 10, are read",
        arguments: [
            ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"), ("Zm9vYmE=", "fooba"),
            ("Zm9vYmFy", "foobar"),
        ])
    func examples(text: String, plain: String) {
        #expect(Base64.decode(text) == Array(plain.utf8))
        #expect(Base64.decode(text.replacing("=", with: ""), .url) == Array(plain.utf8))
    }

    @Test("Each alphabet has two characters of its own")
    func alphabets() {
        #expect(Base64.decode("+/+/") == [0xFB, 0xFF, 0xBF])
        #expect(Base64.decode("-_-_", .url) == [0xFB, 0xFF, 0xBF])
        #expect(Base64.decode("+/+/", .url) == nil)
        #expect(Base64.decode("-_-_") == nil)
    }

    @Test(
        "Everything else is refused",
        arguments: [
            "Z", "Zg", "Zg=", "Zg===", "Zg=a", "=", "==", "===", "====", "Zh==", "Zm9=", "Zm9v Zm9v", "Zm9v\n", " Zm9v",
            "Zm9v====", "Zm=9v", "Zm9é", "Zm9v\0AAA", "Z===",
        ])
    func garbage(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("Without padding, the same holds", arguments: ["Z", "Zh", "Zm9", "Zg==", "Zm9vY", "Zm 9", "Zg\n"])
    func garbageInURLs(text: String) {
        #expect(Base64.decode(text, .url) == nil)
    }

    @Test(
        "Hexadecimal is pairs of digits, and nothing else",
        arguments: [
            ("", []), ("00fF", [0x00, 0xFF]), ("a", nil), ("0g", nil), ("0x", nil), ("+1", nil), ("0 ", nil),
            ("é", nil),
        ] as [(String, [UInt8]?)])
    func hexadecimal(text: String, bytes: [UInt8]?) {
        #expect(Hexadecimal.decode(text) == bytes)
    }
}
