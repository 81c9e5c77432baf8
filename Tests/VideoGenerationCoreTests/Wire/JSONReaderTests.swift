// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct JSONReaderTests {
    static func read(_ text: String) -> JSON? { JSON(parsing: Array(text.utf8)) }

    @Test(
        "What RFC 8259 allows is read",
        arguments: [
            ("null", "null"), ("true", "true"), (" false\r\n", "false"), ("\t[ ]", "[]"), ("{ }", "{}"), ("0", "0"),
            ("-0", "0"), ("-12", "-12"), ("1.5", "1.5"), ("-0.0", "-0.0"), ("1e2", "100.0"), ("1E+2", "100.0"),
            ("25e-1", "2.5"), ("1.0", "1.0"), ("9223372036854775807", "9223372036854775807"),
            ("-9223372036854775808", "-9223372036854775808"), ("9223372036854775808", "9.223372036854776e+18"),
            ("\"\"", "\"\""), ("\"a\\/b\"", "\"a/b\""),
            ("\"\\\"\\\\\\b\\f\\n\\r\\t\"", "\"\\\"\\\\\\u0008\\u000c\\n\\r\\t\""),
            ("\"\\u0041\\u00e9\\u00E9\"", "\"Aéé\""), ("\"\\u0000\"", "\"\\u0000\""), ("\"\u{7F}\"", "\"\\u007f\""),
            ("[1,[2,{\"a\":[]}]]", "[1,[2,{\"a\":[]}]]"), ("{\"b\":1,\"a\":2,\"b\":3}", "{\"b\":1,\"a\":2,\"b\":3}"),
            ("{\"\":{\"\":null}}", "{\"\":{\"\":null}}"), ("\u{FEFF}{\"a\":1}", "{\"a\":1}"),
            ("\"日本語 🎬\"", "\"日本語 🎬\""), ("[1e400,-1e400]", "[1.7976931348623157e+308,-1.7976931348623157e+308]"),
            ("1e-400", "0.0"),
        ])
    func valid(text: String, normalized: String) throws {
        #expect(try #require(Self.read(text)).text == normalized)
    }

    @Test(
        "What RFC 8259 does not allow is refused",
        arguments: [
            "", " ", "nul", "nulll", "True", "NaN", "Infinity", "-Infinity", "+1", "01", "-01", "00", "-", "1.", ".5",
            "1.e2", "1e", "1e+", "0x10", "1_000", "1,", "1 2", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{", "}",
            "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{'a':1}", "{\"a\":1 \"b\":2}", "{1:2}", "\"", "\"a",
            "\"\\\"",
            "\"\\x41\"", "\"\\u12\"", "\"\\u12G4\"", "\"\\u\"", "\"\\U0041\"", "\"line\nbreak\"", "\"tab\tin\"",
            "\"\u{0}\"", "'a'", "// c\n1", "1 // c", "{} {}", "<html>", "\u{A0}1", "\u{FEFF}", "\u{FEFF}\u{FEFF}1",
        ])
    func invalid(text: String) {
        #expect(Self.read(text) == nil)
    }

    @Test(
        "A surrogate pair is one character, and half a pair is replaced",
        arguments: [
            ("\\ud83c\\udfac", "🎬"), ("\\uD83C\\uDFAC", "🎬"), ("\\ud83c", "\u{FFFD}"), ("\\udfac", "\u{FFFD}"),
            ("\\ud83cx", "\u{FFFD}x"), ("\\ud83c\\n", "\u{FFFD}\n"), ("\\ud83c\\u0041", "\u{FFFD}A"),
            ("\\ud83c\\ud83c\\udfac", "\u{FFFD}🎬"), ("\\udfac\\ud83c", "\u{FFFD}\u{FFFD}"),
            ("\\udbff\\udfff", "\u{10FFFF}"),
            ("\\ud800\\udc00", "\u{10000}"),
        ])
    func surrogates(escaped: String, text: String) throws {
        #expect(try #require(Self.read("\"\(escaped)\"")?.string).utf8.elementsEqual(text.utf8))
    }

    @Test(
        "Invalid UTF-8 inside a string is replaced",
        arguments: [
            [0xFF], [0xC3], [0xE2, 0x82], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80],
        ] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) throws {
        let text = try #require(JSON(parsing: Array("\"a".utf8) + bytes + Array("z\"".utf8))?.string)
        #expect(text.hasPrefix("a\u{FFFD}"))
        #expect(text.hasSuffix("z"))
        #expect(JSON(parsing: bytes) == nil)
    }

    @Test(
        "Nesting of 64 is read and of 65 is not, whatever nests",
        arguments: [("[", "]", ""), ("[", "]", "1"), ("{\"a\":", "}", "1")])
    func depth(open: String, close: String, inside: String) {
        let text = { depth in String(repeating: open, count: depth) + inside + String(repeating: close, count: depth) }
        #expect(Self.read(text(64)) != nil)
        #expect(Self.read(text(65)) == nil)
        #expect(Self.read(text(1_000_000)) == nil)
        #expect(Self.read(String(repeating: open, count: 1_000_000)) == nil)
    }

    @Test("At most 65,536 values are read")
    func values() {
        let list = { count in "[" + String(repeating: "0,", count: count - 2) + "0]" }
        #expect(Self.read(list(65_536))?.elements.count == 65_535)
        #expect(Self.read(list(65_537)) == nil)
    }

    @Test("Members are found by name, the first of two, and null counts as absent")
    func members() throws {
        let json = try #require(Self.read(#"{"a":1,"n":null,"a":2,"l":[1,2],"s":"x"}"#))
        #expect(json["a"]?.lenientNumber == 1)
        #expect(json["n"] == nil)
        #expect(json["missing"] == nil)
        #expect(json["l"]?.elements.count == 2)
        #expect(json["s"]?.elements.isEmpty == true)
        #expect(json["s"]?["a"] == nil)
        #expect(json["l"]?.string == nil)
    }

    @Test(
        "A lenient number reads numbers and texts of numbers",
        arguments: [
            ("1", 1), ("1.5", 1.5), ("\"3600\"", 3600), ("\" 2.5 \"", 2.5), ("\"\"", nil), ("\"x\"", nil),
            ("true", nil),
            ("[]", nil), ("\"nan\"", nil), ("\"inf\"", nil), ("\"1e999\"", nil),
        ] as [(String, Double?)])
    func lenientNumber(text: String, number: Double?) throws {
        #expect(try #require(Self.read(text)).lenientNumber == number)
    }

    @Test(
        "A lenient text reads texts and numbers",
        arguments: [("\"a\"", "a"), ("7", "7"), ("1.5", "1.5"), ("true", nil), ("{}", nil)])
    func lenientText(text: String, lenient: String?) throws {
        #expect(try #require(Self.read(text)).lenientString == lenient)
    }
}
