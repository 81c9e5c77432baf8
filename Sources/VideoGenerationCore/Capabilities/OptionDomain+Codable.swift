// SPDX-License-Identifier: Apache-2.0

/// As `{"kind": "one_of", "values": […]}`, `{"kind": "range", "minimum": …, "maximum": …, "step": …, "sentinel": …}`,
/// `{"kind": "decimal", "minimum": …, "maximum": …}`, `{"kind": "flag"}`, `{"kind": "text", "maximum": …, "unit": …}` or
/// `{"kind": "ignored"}`; a step of 1, no sentinel, an unknown maximum and the unit `characters` are left out.
extension OptionDomain: Codable {
    enum CodingKeys: String, CodingKey {
        case kind, values, minimum, maximum, step, sentinel, unit
    }

    private enum Kind: String, Codable {
        case oneOf = "one_of"
        case range, decimal, flag, text, ignored
    }

    /// Decodes a domain.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .oneOf:
            self = .oneOf(try container.decode([OptionValue].self, forKey: .values))
        case .range:
            self = .range(
                minimum: try container.decode(Int.self, forKey: .minimum),
                maximum: try container.decode(Int.self, forKey: .maximum),
                step: try container.decodeIfPresent(Int.self, forKey: .step) ?? 1,
                sentinel: try container.decodeIfPresent(OptionValue.self, forKey: .sentinel))
        case .decimal:
            self = .decimal(
                minimum: try container.decode(Double.self, forKey: .minimum),
                maximum: try container.decode(Double.self, forKey: .maximum))
        case .flag:
            self = .flag
        case .ignored:
            self = .ignored
        case .text:
            self = .text(
                maximum: try container.decodeIfPresent(Int.self, forKey: .maximum),
                unit: try container.decodeIfPresent(TextUnit.self, forKey: .unit) ?? .characters)
        }
    }

    /// Encodes the domain.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .oneOf(let values):
            try container.encode(Kind.oneOf, forKey: .kind)
            try container.encode(values, forKey: .values)
        case .range(let minimum, let maximum, let step, let sentinel):
            try container.encode(Kind.range, forKey: .kind)
            try container.encode(minimum, forKey: .minimum)
            try container.encode(maximum, forKey: .maximum)
            if step != 1 { try container.encode(step, forKey: .step) }
            try container.encodeIfPresent(sentinel, forKey: .sentinel)
        case .decimal(let minimum, let maximum):
            try container.encode(Kind.decimal, forKey: .kind)
            try container.encode(minimum, forKey: .minimum)
            try container.encode(maximum, forKey: .maximum)
        case .flag:
            try container.encode(Kind.flag, forKey: .kind)
        case .ignored:
            try container.encode(Kind.ignored, forKey: .kind)
        case .text(let maximum, let unit):
            try container.encode(Kind.text, forKey: .kind)
            try container.encodeIfPresent(maximum, forKey: .maximum)
            if unit != .characters { try container.encode(unit, forKey: .unit) }
        }
    }
}
