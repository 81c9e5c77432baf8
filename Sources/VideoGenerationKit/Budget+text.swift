// SPDX-License-Identifier: Apache-2.0

extension Budget {
    /// Reads limits such as `1.00USD/day,0.80USD/task,0.40USD/call`, each at most once and in any order, and
    /// `0.40USD/unknown`: what a submission counts for whose price is not known.
    ///
    /// - Throws: Code `configuration` for any other form: it is about money, so nothing is guessed.
    init(_ text: String) throws(VideoGenerationError) {
        self.init()
        let places: [(unit: String, place: WritableKeyPath<Budget, Money?>)] = [
            ("USD/call", \.perCall), ("USD/task", \.perTask), ("USD/day", \.perDay), ("USD/unknown", \.assumedCost),
        ]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let (unit, place) = places.first(where: { part.hasSuffix($0.unit) }), self[keyPath: place] == nil,
                let amount = Money(part.dropLast(unit.count)), amount > .zero
            else { throw Self.malformed }
            self[keyPath: place] = amount
        }
        guard perCall != nil || perTask != nil || perDay != nil else { throw Self.malformed }
    }

    private static var malformed: VideoGenerationError {
        VideoGenerationError(
            .configuration,
            "Write it as 1.00USD/day,0.80USD/task,0.40USD/call: what may be spent in a day (UTC), for a task and for one "
                + "submission, at least one of them, each above 0. Add 0.40USD/unknown to count a submission as that whose "
                + "price is not known; without it such a one is refused.")
    }
}
