// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension JSON {
    /// The JSON form of something `Codable`, with sorted keys; `null` for what cannot be encoded.
    init(encoding value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        self = (try? encoder.encode(value)).flatMap { JSON(parsing: Array($0)) } ?? .null
    }
}

extension Plan.Candidate {
    /// Why it was not chosen, in sentences.
    var reasons: [String] {
        verdict == .notConfigured
            ? [problem?.message ?? "It has no key: set \(model.surface.credential?.rawValue ?? "")."]
            : violations.map(\.message)
    }

    /// The members that a plan and a `planned` event share.
    var json: [(name: String, value: JSON)] {
        let report = negotiation.report
        return [
            ("model", .string(model.descriptor.model.description)),
            (
                "recipient",
                .object([
                    ("host", recipientHost.map(JSON.string) ?? .null), ("vendor", .string(model.descriptor.vendor)),
                ])
            ),
            ("synthetic", .bool(model.descriptor.synthetic)),
            ("options", .object(report.appliedJSON)),
            ("adjustments", .array(report.adjustments.map(\.json))),
            (
                "advisories",
                .array(
                    report.advisories.map {
                        .object([("code", .string($0.code)), ("message", .string($0.message))])
                    })
            ),
            ("cost", price.map(\.json) ?? .null),
        ]
    }

    /// The members of a candidate in `plan --json`.
    var planJSON: JSON {
        var members = json
        members.insert(("verdict", .string(verdict.rawValue)), at: 1)
        members.append(
            (
                "violations",
                .array(
                    violations.map {
                        .object([
                            ("subject", .string($0.subject)), ("code", .string($0.code.rawValue)),
                            ("message", .string($0.message)),
                        ])
                    })
            ))
        members.append(("missing", verdict == .notConfigured ? .array(reasons.map(JSON.string)) : .array([])))
        members.append(("request", call.map(\.planJSON) ?? .null))
        return .object(members)
    }
}

extension NegotiationReport {
    /// The values that hold in the end.
    var appliedJSON: [(name: String, value: JSON)] {
        options.compactMap { outcome in outcome.applied.map { (outcome.option.rawValue, $0.json) } }
    }

    /// The values that hold in the end, in words.
    var optionWords: String {
        options.compactMap { outcome in
            outcome.applied.map { "\(outcome.option.rawValue) \($0)" }
        }.joined(separator: ", ")
    }
}

extension PriceEstimate {
    /// What it may cost, in words.
    var words: String { isExact ? "\(highest) \(currency)" : "\(lowest) to \(highest) \(currency)" }

    /// `amount` is the most that it may cost.
    var json: JSON {
        .object([
            ("amount", .number(highest.dollars)), ("lowest", .number(lowest.dollars)), ("currency", .string(currency)),
            ("basis", .string(basis)),
        ])
    }
}

extension Money {
    fileprivate var dollars: Double { Double(micros) / 1_000_000 }
}

extension HTTPCall {
    /// The call as a plan shows it: media by size and digest, no credential.
    var planJSON: JSON {
        let url = "\(request.scheme ?? "")://\(request.authority ?? "")\(request.path ?? "")"
        return .object([
            ("method", .string(request.method.rawValue)), ("url", .string(url)), ("body", outline ?? .null),
        ])
    }
}

extension OptionOutcome {
    /// What became of the option, in words.
    var words: String {
        "\(option.rawValue) is \(applied?.description ?? "left to the service"): \(reason ?? "")"
    }

    var json: JSON {
        .object([
            ("option", .string(option.rawValue)), ("requested", requested.map(\.json) ?? .null),
            ("applied", applied.map(\.json) ?? .null), ("reason", reason.map(JSON.string) ?? .null),
        ])
    }
}

extension SampleOutcome {
    var json: JSON {
        var members: [(name: String, value: JSON)] = [
            ("index", .integer(index)), ("outcome", .string(outcome.rawValue)),
            ("path", path.map(JSON.string) ?? .null),
            ("bytes", bytes.map(JSON.integer) ?? .null), ("sha256", sha256.map(JSON.string) ?? .null),
            ("duration", duration.map(JSON.number) ?? .null), ("width", width.map(JSON.integer) ?? .null),
            ("height", height.map(JSON.integer) ?? .null), ("reason", reason.map(JSON.string) ?? .null),
        ]
        if let url { members.append(("url", .string(url))) }
        return .object(members)
    }

    /// What the file is, in words.
    var words: String {
        var parts: [String] = []
        if let width, let height { parts.append("\(width)x\(height)") }
        if let duration { parts.append("\((duration * 10).rounded() / 10) s") }
        if let bytes { parts.append("\(bytes) bytes") }
        return parts.isEmpty ? "not fetched" : parts.joined(separator: ", ")
    }
}
