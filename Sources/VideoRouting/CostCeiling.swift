// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// The most that a request may cost.
public struct CostCeiling: Hashable, Sendable {
    /// The amount in US dollars.
    public var amount: Money
    /// Whether a model whose price is not known may be taken all the same.
    public var allowsUnknown: Bool

    /// A ceiling of `amount` US dollars.
    public init(_ amount: Money, allowsUnknown: Bool = false) {
        self.amount = amount
        self.allowsUnknown = allowsUnknown
    }

    /// What speaks against `price`, the highest that it may be; nil if nothing does.
    func violation(of price: PriceEstimate?) -> Violation? {
        guard let price, price.currency == "USD" else {
            guard !allowsUnknown else { return nil }
            return refusal(
                "The price is not known in US dollars, so it may be above \(amount) USD. Allow an unknown cost "
                    + "(--allow-unknown-cost) to go on anyway.")
        }
        guard price.highest > amount else { return nil }
        return refusal(
            "It may cost \(price.highest) USD (\(price.basis)); allowed are \(amount) USD. Raise the limit, or ask for "
                + "less.")
    }

    private func refusal(_ message: String) -> Violation { Violation("max_cost", .overBudget, message) }
}
