// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// How much may be spent: limits that a store holds all its users to, in US dollars.
///
/// What a submission may cost at most is counted from before its first byte leaves. It is counted no more once it is known
/// that no service took it, and for less once less was delivered for it; an unknown outcome stays counted.
public struct Budget: Codable, Hashable, Sendable {
    /// The most that one submission may cost; nil for no limit.
    public var perCall: Money?
    /// The most that all submissions of a task may cost together; nil for no limit.
    public var perTask: Money?
    /// The most that all submissions that begin in one day (UTC) may cost together; nil for no limit.
    public var perDay: Money?
    /// What a submission counts for whose price is not known in US dollars; nil to refuse it.
    public var assumedCost: Money?

    /// A budget; see the properties.
    public init(perCall: Money? = nil, perTask: Money? = nil, perDay: Money? = nil, assumedCost: Money? = nil) {
        self.perCall = perCall
        self.perTask = perTask
        self.perDay = perDay
        self.assumedCost = assumedCost
    }

    enum CodingKeys: String, CodingKey {
        case perCall = "per_call"
        case perTask = "per_task"
        case perDay = "per_day"
        case assumedCost = "assumed_cost"
    }

    /// What a submission with this price is counted for.
    ///
    /// - Throws: `over_budget` if the price is not known, and nothing is assumed for it; or if it alone is too high.
    func price(_ known: PriceEstimate?) throws(VideoGenerationError) -> PriceEstimate {
        var price = known
        if known?.currency != "USD" {
            price = assumedCost.map {
                PriceEstimate(lowest: .zero, highest: $0, currency: "USD", basis: "assumed by the budget")
            }
        }
        guard let price else {
            throw VideoGenerationError(
                .overBudget,
                "The price is not known in US dollars, and there is a budget. Nothing was sent. Say what such a submission "
                    + "is to count for, or ask a model whose price is known.")
        }
        for limit in [perCall, perTask, perDay].compactMap(\.self) where price.highest > limit {
            throw VideoGenerationError(
                .overBudget,
                "It may cost \(price.highest) USD (\(price.basis)); the budget allows \(limit) USD. Nothing was sent. Ask "
                    + "for less, or raise the budget.")
        }
        return price
    }

    /// Refuses a submission that would be too much, for a store, after it has counted it.
    ///
    /// - Parameters:
    ///   - task: The task that is about to be submitted: its ``VideoTask/charges`` count.
    ///   - spent: All that is counted on the day on which it begins, the submission included.
    /// - Throws: `over_budget`; then the store counts and records nothing of it.
    public func check(_ task: VideoTask, spentInDay spent: Money) throws(VideoGenerationError) {
        guard case .submitting = task.stage else { return }
        let charges = task.charges
        let call = charges.last ?? .zero
        let sums = [
            ("a submission", call, perCall), ("a task", charges.reduce(.zero, +), perTask),
            ("a day (UTC)", spent, perDay),
        ]
        for case (let what, let sum, let limit?) in sums where sum > limit {
            throw VideoGenerationError(
                .overBudget,
                "It may cost \(call) USD, and with it \(what) would cost \(sum) USD; the budget allows \(limit) USD. "
                    + "Nothing was sent. Wait for another day, or raise the budget.", task: task.handle)
        }
    }
}
