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
            let report = candidate.negotiation.report
            if !report.optionWords.isEmpty { result("  options: \(report.optionWords)") }
            if let price = candidate.price { result("  costs \(price.words): \(price.basis)") }
            for adjustment in report.adjustments {
                result("  \(adjustment.words)")
            }
            for advisory in report.advisories { result("  note: \(advisory.message)") }
            if let call = candidate.call {
                result("  to \(candidate.recipientHost ?? "this machine") (\(candidate.model.descriptor.vendor)):")
                result("  \(call.request.method.rawValue) \(call.request.path ?? "") \(call.outline?.text ?? "")")
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
            let mark = descriptor.synthetic ? " (synthetic: chosen only when it is named)" : ""
            result("\(descriptor.model)  \(descriptor.title)\(mark)")
            if !descriptor.aliases.isEmpty { result("  also \(descriptor.aliases.joined(separator: ", "))") }
            var rows: [[String]] = [["prompt", descriptor.prompt.summary + ", required", ""]]
            for input in descriptor.inputs {
                rows.append([input.role.rawValue, input.summary, ""])
            }
            for option in descriptor.options { rows.append([option.name.rawValue, option.summary, ""]) }
            let widths = (0..<2).map { column in rows.map { $0[column].count }.max() ?? 0 }
            for row in rows {
                let cells = (0..<2).map { row[$0] + String(repeating: " ", count: widths[$0] - row[$0].count) }
                result("  " + (cells + [row[2]]).joined(separator: "  "))
            }
            for implication in descriptor.implications { result("  note: \(implication.message)") }
            for source in descriptor.sources { result("  source: \(source.document) (\(source.date))") }
        }
    }

    /// `videogen models --compare`.
    func differences(_ differences: [(model: ModelID, difference: CapabilityDifference)], in path: String) {
        emit(
            .array(
                differences.map { model, difference in
                    .object([
                        ("model", .string(model.description)), ("subject", .string(difference.subject)),
                        ("here", difference.here.map(JSON.string) ?? .null),
                        ("there", difference.there.map(JSON.string) ?? .null),
                    ])
                }))
        guard !isJSON else { return }
        if differences.isEmpty { note("\(path) says the same.") }
        for (model, difference) in differences {
            result("\(model) \(difference.subject)")
            result("  here   \(difference.here ?? "nothing")")
            result("  there  \(difference.there ?? "nothing")")
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
