// SPDX-License-Identifier: Apache-2.0

extension ResubmissionAllowance {
    /// Reads `20/day,5.00USD/day,0.50USD/each`: how many a day, how much a day, and what one counts for.
    ///
    /// - Throws: Code `configuration` for any other form: it allows a second charge, so nothing is guessed.
    init(_ text: String) throws(VideoGenerationError) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].hasSuffix("/day"), let count = Self.count(parts[0].dropLast(4)),
            let amount = Self.amount(parts[1], "USD/day"), let each = Self.amount(parts[2], "USD/each")
        else {
            throw VideoGenerationError(
                .configuration,
                "Write it as 20/day,5.00USD/day,0.50USD/each: how many submissions with an unknown outcome may be made "
                    + "again in a day (1 to 100000), what they may cost in a day, and what each is taken to cost.")
        }
        guard each > .zero, each <= amount else {
            throw VideoGenerationError(
                .configuration, "What each costs must be above 0 and at most the day's amount, or none is ever made.")
        }
        self.init(perDay: count, amountPerDay: amount, assumedCost: each)
    }

    private static func count(_ text: Substring) -> Int? {
        // `Int` would take a sign.
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int(text) else { return nil }
        return (1...100_000).contains(count) ? count : nil
    }

    private static func amount(_ text: Substring, _ unit: String) -> Money? {
        text.hasSuffix(unit) ? Money(text.dropLast(unit.count)) : nil
    }
}
