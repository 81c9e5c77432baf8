// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// Decides which of the models that can do a request is to do it. Write your own for what only your app knows.
public protocol RoutingPolicy: Sendable {
    /// How good `candidate`, which can do the request, is for it. The lowest score wins; of equal ones, the first in the
    /// order of preference. It must not depend on anything that changes between two plans of the same request.
    ///
    /// - Returns: Nil for a candidate that is not to be taken at all.
    func score(_ candidate: Plan.Candidate) -> RoutingScore?
}

/// How good a candidate is, and why.
public struct RoutingScore: Hashable, Sendable {
    /// The lower the better.
    public var value: Double
    /// Why, in a few words that can stand after "chosen: ".
    public var reason: String

    /// A score; see the properties.
    public init(_ value: Double, _ reason: String) {
        self.value = value
        self.reason = reason
    }
}

/// The first that can, in the order given.
public struct OrderPolicy: RoutingPolicy {
    /// The same for all.
    public func score(_ candidate: Plan.Candidate) -> RoutingScore? {
        RoutingScore(0, "the first that can, in the order of preference")
    }
}

/// The one that costs least at most; one without a known price in US dollars comes last.
public struct CheapestPolicy: RoutingPolicy {
    /// The most that it may cost.
    public func score(_ candidate: Plan.Candidate) -> RoutingScore? {
        guard let price = candidate.price, price.currency == "USD" else {
            return RoutingScore(.infinity, "no price is known in US dollars")
        }
        return RoutingScore(Double(price.highest.micros), "the cheapest, at most \(price.highest) \(price.currency)")
    }
}

/// The one that changes the fewest options.
public struct LeastAdjustedPolicy: RoutingPolicy {
    /// The number of options whose value is not the one that was asked for.
    public func score(_ candidate: Plan.Candidate) -> RoutingScore? {
        let count = candidate.negotiation.report.adjustments.count
        return RoutingScore(Double(count), count == 0 ? "nothing is adjusted" : "the fewest adjustments, \(count)")
    }
}

/// The one that has been fastest; one that nothing is known of comes last.
public struct FastestPolicy: RoutingPolicy {
    /// How long each model usually takes.
    public var usualTimes: [ModelID: Duration]

    /// The time it usually takes.
    public func score(_ candidate: Plan.Candidate) -> RoutingScore? {
        guard let time = usualTimes[candidate.model.descriptor.model] else {
            return RoutingScore(.infinity, "it is not known how long it takes")
        }
        return RoutingScore(time / .seconds(1), "the fastest, usually \(time.components.seconds) s")
    }
}

extension RoutingPolicy where Self == OrderPolicy {
    /// The first that can, in the order given.
    public static var order: OrderPolicy { OrderPolicy() }
}

extension RoutingPolicy where Self == CheapestPolicy {
    /// The one that costs least at most; one without a known price comes last.
    public static var cheapest: CheapestPolicy { CheapestPolicy() }
}

extension RoutingPolicy where Self == LeastAdjustedPolicy {
    /// The one that changes the fewest options.
    public static var leastAdjusted: LeastAdjustedPolicy { LeastAdjustedPolicy() }
}

extension RoutingPolicy where Self == FastestPolicy {
    /// The one that has been fastest.
    ///
    /// - Parameter usualTimes: How long each model usually takes; a client tells from its store.
    public static func fastest(_ usualTimes: [ModelID: Duration]) -> FastestPolicy {
        FastestPolicy(usualTimes: usualTimes)
    }
}
