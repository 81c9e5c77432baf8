// SPDX-License-Identifier: Apache-2.0

/// What to do with an option that a model does not support as it was asked for.
public struct NegotiationPolicy: Hashable, Sendable, Codable {
    /// The rule for every option without one of its own.
    public var general: Rule
    /// Rules for single options.
    public var byOption: [OptionName: Rule]

    /// A policy; by default nothing is ever changed.
    public init(_ general: Rule = .fail, byOption: [OptionName: Rule] = [:]) {
        self.general = general
        self.byOption = byOption
    }

    /// The rule that holds for `option`.
    public func rule(for option: OptionName) -> Rule {
        byOption[option] ?? general
    }

    enum CodingKeys: String, CodingKey {
        case general
        case byOption = "by_option"
    }

    /// A way to deal with an unsupported option.
    public enum Rule: String, Hashable, Sendable, Codable, CaseIterable {
        /// The request is refused.
        case fail
        /// The nearest supported value is sent; where there is none, the request is refused.
        case nearest
        /// The option is not sent, so that the service's default holds.
        case drop
    }
}
