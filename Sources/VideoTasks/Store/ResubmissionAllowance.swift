// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// How many submissions whose outcome is unknown may be made again without asking anybody: each may be a second charge.
public struct ResubmissionAllowance: Codable, Hashable, Sendable {
    /// How many in a day (UTC).
    public var perDay: Int
    /// How much they may cost in a day.
    public var amountPerDay: Money
    /// What each one counts for, whatever its model's price is.
    public var assumedCost: Money

    /// An allowance; all three are limits that somebody chose, so none has a default.
    public init(perDay: Int, amountPerDay: Money, assumedCost: Money) {
        self.perDay = perDay
        self.amountPerDay = amountPerDay
        self.assumedCost = assumedCost
    }

    enum CodingKeys: String, CodingKey {
        case perDay = "per_day"
        case amountPerDay = "amount_per_day"
        case assumedCost = "assumed_cost"
    }

    /// Whether `count` resubmissions that cost `amount` together are within it.
    public func allows(count: Int, amount: Money) -> Bool {
        count <= perDay && amount <= amountPerDay
    }
}
