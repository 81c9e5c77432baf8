// SPDX-License-Identifier: Apache-2.0

/// An option with its name on a service's wire: declared and mapped in one place, so that none is allowed and then
/// forgotten.
public struct WireOption: Sendable {
    /// The member of the body that carries it; nil for one that is not sent by itself: something else carries it, such as a
    /// size, or the model makes one thing only.
    public let field: String?
    /// What the model allows for it.
    public let capability: OptionCapability
    private let encode: @Sendable (OptionValue) -> JSON

    /// The option `capability` as the member `field`.
    ///
    /// - Parameters:
    ///   - field: The member's name; nil for an option that is not sent by itself.
    ///   - capability: What the model allows.
    ///   - encode: The value on the wire, such as `"8s"` for 8; nil for the value in its own kind.
    public init(
        _ field: String?, _ capability: OptionCapability, _ encode: (@Sendable (OptionValue) -> JSON)? = nil
    ) {
        self.field = field
        self.capability = capability
        self.encode = encode ?? { $0.json }
    }

    /// The member of a body that says `value`; nil if the option is not sent.
    public func member(_ value: OptionValue) -> (name: String, value: JSON)? {
        field.map { ($0, encode(value)) }
    }
}

extension [WireOption] {
    /// What the model allows, for its descriptor.
    public var capabilities: [OptionCapability] { map(\.capability) }

    /// The members of a body that say what `request` sets, in the descriptor's order; what is not set is absent.
    public func members(of request: NegotiatedRequest) -> [(name: String, value: JSON)] {
        request.values.compactMap { name, value in
            first { $0.capability.name == name }?.member(value)
        }
    }
}
