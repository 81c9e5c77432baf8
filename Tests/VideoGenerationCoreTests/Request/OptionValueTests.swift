// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct OptionValueTests {
    @Test(
        "A value comes back equal, by its kind",
        arguments: [
            0, 1, -1, .integer(.max), .integer(.min), .number(0.5), .number(-1.25), "", "true", "8", "\u{E4}\n\"", true,
            false,
        ] as [OptionValue])
    func roundTrip(value: OptionValue) throws {
        let data = try JSONEncoder().encode([value])
        #expect(try JSONDecoder().decode([OptionValue].self, from: data) == [value])
    }

    @Test("A number without a fraction comes back as the whole number that it is")
    func wholeNumber() throws {
        let data = try JSONEncoder().encode([OptionValue.number(8)])
        #expect(try JSONDecoder().decode([OptionValue].self, from: data) == [8])
    }

    @Test("What is no scalar is refused", arguments: ["[null]", "[[]]", "[{}]"])
    func noScalar(text: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([OptionValue].self, from: Data(text.utf8)) }
    }

    @Test(
        "A value reads as a person writes it, and on the wire as JSON",
        arguments: [
            (8, "8", "8"), (.number(0.5), "0.5", "0.5"), ("a\"b", "a\"b", "\"a\\\"b\""), (true, "true", "true"),
        ]
            as [(OptionValue, String, String)])
    func text(value: OptionValue, text: String, wire: String) {
        #expect(value.description == text)
        #expect(value.json.text == wire)
    }
}
