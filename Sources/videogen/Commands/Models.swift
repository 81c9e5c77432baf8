// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// `videogen models`: what each model can do.
struct Models: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what each model can do.", aliases: ["capabilities"])

    @Argument(help: "Only this model, as SURFACE/MODEL.")
    var model: String?

    @Option(name: .customLong("supports"), help: "Only models that allow OPTION=VALUE. Repeatable.")
    var supports: [String] = []

    @Flag(help: "A JSON array of descriptors.")
    var json = false

    func run() async throws {
        let printer = Printer(json: json)
        do {
            let client = try VideoClient.fromEnvironment()
            let descriptors = try select(client.capabilities, printer)
            await client.shutdown()
            json ? printer.json(descriptors) : printer.table(descriptors)
        } catch {
            throw printer.fail(error)
        }
    }

    private func select(
        _ all: [CapabilityDescriptor], _ printer: Printer
    ) throws(VideoGenerationError) -> [CapabilityDescriptor] {
        var selected = all
        if let model {
            selected = all.filter { $0.isNamed(model) }
            guard !selected.isEmpty else {
                let known = all.map(\.model.description).joined(separator: ", ")
                throw .usage("There is no model \"\(model)\". Known: \(known).")
            }
        }
        for text in supports {
            let (key, value) = try RequestOptions.pair(text, option: "--supports")
            let name = OptionName(rawValue: key.replacing("-", with: "_"))
            if !all.contains(where: { $0.option(name) != nil }) {
                let known = Set(all.flatMap(\.options).map(\.name.rawValue)).sorted().joined(separator: ", ")
                printer.note("No model has an option \(name.rawValue). Known: \(known).")
            }
            // "8" may be a number or, at another vendor, a word.
            let values = [RequestOptions.value(value), .text(value)]
            selected = selected.filter { descriptor in
                values.contains { descriptor.option(name)?.domain.contains($0) == true }
            }
        }
        return selected
    }
}
