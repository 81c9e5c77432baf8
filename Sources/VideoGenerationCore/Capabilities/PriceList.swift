// SPDX-License-Identifier: Apache-2.0

/// What a surface asks for a video, as a document gives it.
public struct PriceList: Codable, Hashable, Sendable {
    /// What one amount buys.
    public var unit: Unit
    /// The currency of all amounts, by its ISO 4217 code.
    public var currency: String
    /// The prices; the first one whose conditions hold counts, and where none does, the price is not known.
    public var tiers: [Tier]
    /// What is not billed, by the document's own word; where it says nothing, everything that was taken is.
    public var unbilled: Set<UnbilledOutcome>
    /// Where the prices are from, and of which day they are.
    public var source: FactSource

    /// What one amount buys.
    public enum Unit: String, Codable, Hashable, Sendable {
        /// A second of one video.
        case second
        /// One video.
        case video
    }

    /// A price and when it counts.
    public struct Tier: Codable, Hashable, Sendable {
        /// What must hold, the service's defaults included; nothing stands for "always".
        public var when: [Condition]
        /// What one unit costs.
        public var amount: Money

        /// A price; see the properties.
        public init(_ amount: Money, when: [Condition] = []) {
            self.when = when
            self.amount = amount
        }
    }

    /// A list; see the properties.
    public init(
        per unit: Unit, currency: String = "USD", tiers: [Tier], unbilled: Set<UnbilledOutcome> = [],
        source: FactSource
    ) {
        self.unit = unit
        self.currency = currency
        self.tiers = tiers
        self.unbilled = unbilled
        self.source = source
    }

    /// Decodes a list; one that says nothing about what is not billed bills everything.
    ///
    /// - Throws: `DecodingError` if something is missing, or not what it should be.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        unit = try container.decode(Unit.self, forKey: .unit)
        currency = try container.decode(String.self, forKey: .currency)
        tiers = try container.decode([Tier].self, forKey: .tiers)
        unbilled = try container.decodeIfPresent(Set<UnbilledOutcome>.self, forKey: .unbilled) ?? []
        source = try container.decode(FactSource.self, forKey: .source)
    }
}

/// What a service takes, and does not bill if its price list says so.
public enum UnbilledOutcome: String, Codable, Hashable, Sendable, CaseIterable {
    /// A task that the service itself ends as failed, for another reason than what it shows.
    case failed
    /// A video that the service holds back, or a task that it ends, for what it shows.
    case filtered
}

/// What a request will cost, as far as that can be said before it is sent.
public struct PriceEstimate: Codable, Hashable, Sendable {
    /// The least.
    public var lowest: Money
    /// The most; equal to ``lowest`` when the price is exact.
    public var highest: Money
    /// The currency, by its ISO 4217 code.
    public var currency: String
    /// How it comes about, and whose word that is.
    public var basis: String
    /// The most that a second of one video costs; nil where it is not sold by the second.
    public var perSecond: Money?
    /// What is not billed, by the word of the price list.
    public var unbilled: Set<UnbilledOutcome>

    /// An estimate; see the properties.
    public init(
        lowest: Money, highest: Money, currency: String, basis: String, perSecond: Money? = nil,
        unbilled: Set<UnbilledOutcome> = []
    ) {
        self.lowest = lowest
        self.highest = highest
        self.currency = currency
        self.basis = basis
        self.perSecond = perSecond
        self.unbilled = unbilled
    }

    /// Decodes an estimate; one that says nothing about what is not billed bills everything.
    ///
    /// - Throws: `DecodingError` if something is missing, or not what it should be.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        lowest = try container.decode(Money.self, forKey: .lowest)
        highest = try container.decode(Money.self, forKey: .highest)
        currency = try container.decode(String.self, forKey: .currency)
        basis = try container.decode(String.self, forKey: .basis)
        perSecond = try container.decodeIfPresent(Money.self, forKey: .perSecond)
        unbilled = try container.decodeIfPresent(Set<UnbilledOutcome>.self, forKey: .unbilled) ?? []
    }

    enum CodingKeys: String, CodingKey {
        case lowest, highest, currency, basis, unbilled
        case perSecond = "per_second"
    }

    /// Whether there is nothing left to guess.
    public var isExact: Bool { lowest == highest }
}
