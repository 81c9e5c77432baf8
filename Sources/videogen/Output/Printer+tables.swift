// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Printer {
    /// `videogen plan`.
    func plan(_ plan: Plan) {
        emit(
            .object([
                ("chosen", plan.chosen.map { .string($0.model.descriptor.model.description) } ?? .null),
                ("reason", plan.reason.map(JSON.string) ?? .null),
                ("candidates", .array(plan.candidates.map(\.planJSON))),
            ]))
        guard !isJSON else { return }
        for candidate in plan.candidates {
            let isChosen = candidate.model.descriptor.model == plan.chosen?.model.descriptor.model
            let why = isChosen ? ", chosen: \(plan.reason ?? "")" : ""
            result("\(candidate.model.descriptor.model): \(candidate.verdict.rawValue)\(why)")
            for reason in candidate.reasons { result("  \(reason)") }
            if !candidate.optionWords.isEmpty { result("  options: \(candidate.optionWords)") }
            if let price = candidate.price { result("  costs \(price.words): \(price.basis)") }
            for adjustment in candidate.negotiation.report.adjustments {
                result("  \(adjustment.words)")
            }
            for advisory in candidate.negotiation.report.advisories { result("  note: \(advisory.message)") }
            if let call = candidate.call {
                result("  to \(candidate.recipientHost ?? "this machine") (\(candidate.model.descriptor.vendor)):")
                result("  \(call.request.method.rawValue) \(call.request.path ?? "") \(call.json?.text ?? "")")
            }
        }
    }

    /// `videogen models --json`.
    func json(_ descriptors: [CapabilityDescriptor]) {
        emit(.array(descriptors.map { JSON(encoding: $0) }))
    }

    /// `videogen models`.
    func table(_ descriptors: [CapabilityDescriptor]) {
        if descriptors.isEmpty { note("No model allows that.") }
        for descriptor in descriptors {
            result("\(descriptor.model)  \(descriptor.title)")
            if !descriptor.aliases.isEmpty { result("  also \(descriptor.aliases.joined(separator: ", "))") }
            var rows: [[String]] = [["prompt", descriptor.prompt.summary, "required"]]
            for input in descriptor.inputs {
                var words = input.mediaTypes.joined(separator: ", ")
                if input.acceptsURL { words += ", or a URL" }
                if let bytes = input.maximumBytes { words += ", at most \(bytes) bytes" }
                if let limits = input.limits { words += ", " + limits.summary }
                if input.count.upperBound > 1 { words += ", at most \(input.count.upperBound) of them" }
                rows.append([input.role.rawValue, words, input.isRequired ? "required" : ""])
            }
            for option in descriptor.options {
                let standard = option.defaultValue.map { "default \($0)" } ?? ""
                rows.append([option.name.rawValue, option.domain.summary, standard])
            }
            let widths = (0..<2).map { column in rows.map { $0[column].count }.max() ?? 0 }
            for row in rows {
                let cells = (0..<2).map { row[$0] + String(repeating: " ", count: widths[$0] - row[$0].count) }
                result("  " + (cells + [row[2]]).joined(separator: "  "))
            }
            for implication in descriptor.implications { result("  note: \(implication.message)") }
            for source in descriptor.sources { result("  source: \(source.document) (\(source.date))") }
        }
    }

    /// `videogen doctor`.
    func checks(_ checks: [Doctor.Check]) {
        emit(
            .object(
                checks.map { check in
                    let name = check.name.replacing(" ", with: "_")
                    return (
                        name, .object([("verdict", .string(check.verdict.rawValue)), ("detail", .string(check.words))])
                    )
                }))
        let width = checks.map(\.name.count).max() ?? 0
        for check in checks {
            let padding = String(repeating: " ", count: width - check.name.count)
            result("\(check.name)\(padding)  \(check.verdict.rawValue)  \(check.words)")
        }
    }
}
