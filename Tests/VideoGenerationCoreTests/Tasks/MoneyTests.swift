// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import VideoGenerationCore

@Suite("An amount of money")
struct MoneyTests {
    @Test(
        "is read from digits with at most six after the point",
        arguments: [
            ("0", 0), ("12", 12_000_000), ("0.05", 50_000), ("0.5", 500_000), ("00.10", 100_000),
            ("1.000001", 1_000_001),
            ("999999999999.999999", 999_999_999_999_999_999), ("9223372036854.775807", Int64.max),
        ])
    func read(text: String, micros: Int64) {
        #expect(Money(text)?.micros == micros)
    }

    @Test(
        "is not read from anything else",
        arguments: [
            "", ".", "1.", ".5", "-1", "+1", "1e3", "0x1", " 1", "1 ", "1,5", "1.2.3", "0.1234567", "1.-5", "½", "١",
            "9223372036854.775808", "9999999999999", "10000000000000", "NaN", "1_000",
        ])
    func refused(text: String) {
        #expect(Money(text) == nil)
    }

    @Test(
        "is written with at least two digits after the point",
        arguments: [
            (0, "0.00"), (50_000, "0.05"), (500_000, "0.50"), (12_000_000, "12.00"), (1_000_001, "1.000001"),
            (120, "0.00012"), (-50_000, "-0.05"), (Int64.max, "9223372036854.775807"),
        ])
    func written(micros: Int64, text: String) {
        #expect(Money(micros: micros).description == text)
    }

    @Test("comes back from its text, and from JSON as that text")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<2000 {
            let money = Money(
                micros: Int64.random(in: 0...(.max >> Int64.random(in: 0...60, using: &generator)), using: &generator))
            #expect(Money(money.description) == money)
            let json = try JSONEncoder().encode([money])
            #expect(String(decoding: json, as: UTF8.self) == "[\"\(money)\"]")
            #expect(try JSONDecoder().decode([Money].self, from: json) == [money])
        }
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Money].self, from: Data("[0.05]".utf8)) }
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Money].self, from: Data("[\"-1\"]".utf8)) }
    }

    @Test("adds up exactly, and stays at the largest amount rather than turn over")
    func sums() {
        let sum = (0..<1_000_000).reduce(Money.zero) { sum, _ in sum + Money(micros: 100_000) }
        #expect(sum == Money("100000"))
        #expect(Money(micros: .max) + Money(micros: 1) == Money(micros: .max))
        #expect(Money(micros: 1) < Money(micros: 2) && !(Money(micros: 2) < Money(micros: 2)))
    }
}
