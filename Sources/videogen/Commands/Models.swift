// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `videogen models`: what each model can do.
struct Models: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what each model can do.", aliases: ["capabilities"])

    @Argument(help: "Only this model, as SURFACE/MODEL.")
    var model: String?

    @Option(name: .customLong("supports"), help: "Only models that allow OPTION=VALUE. Repeatable.")
    var supports: [String] = []

    @Option(
        help: ArgumentHelp(
            "Shows where this description, as --json prints it, differs from ours.", valueName: "file"))
    var compare: String?

    @Flag(help: "A JSON array of descriptors.")
    var json = false

    func run() async throws {
        let printer = Printer(json: json)
        do {
            let client = try VideoClient.fromEnvironment()
            let descriptors = try select(client.capabilities, printer)
            await client.shutdown()
            if let compare {
                return printer.differences(try differences(descriptors, from: compare), in: compare)
            }
            json ? printer.json(descriptors) : printer.table(descriptors)
        } catch {
            throw printer.fail(error)
        }
    }

    private func differences(
        _ ours: [CapabilityDescriptor], from path: String
    ) throws(VideoGenerationError) -> [(model: ModelID, difference: CapabilityDifference)] {
        let theirs = try Self.descriptors(in: path)
        let pairs = theirs.compactMap { other in
            let known = ours.filter { $0.model == other.model }
            return (known.first { $0.mode == other.mode } ?? known.first).map { ($0, other) }
        }
        guard !pairs.isEmpty else {
            let names = theirs.map(\.model.description).joined(separator: ", ")
            throw .usage("\"\(path)\" describes none of these models, but \(names.isEmpty ? "nothing" : names).")
        }
        // What a service offers and nobody here knows is the first thing to hear of.
        let unknown = theirs.filter { other in !ours.contains { $0.model == other.model } }.map { other in
            (other.model, CapabilityDifference(subject: "model", here: nil, there: other.title))
        }
        return unknown + pairs.flatMap { pair in pair.0.differences(from: pair.1).map { (pair.0.model, $0) } }
    }

    /// One descriptor, or an array of them.
    private static func descriptors(in path: String) throws(VideoGenerationError) -> [CapabilityDescriptor] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw VideoGenerationError(.unreadableInput, "\"\(path)\" cannot be read.")
        }
        do {
            let isArray = data.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "[")
            let decoder = JSONDecoder()
            return isArray
                ? try decoder.decode([CapabilityDescriptor].self, from: data)
                : [try decoder.decode(CapabilityDescriptor.self, from: data)]
        } catch {
            throw VideoGenerationError(
                .invalidRequest,
                "\"\(path)\" holds no description of a model as `videogen models --json` prints it: \(error)")
        }
    }

    private func select(
        _ all: [CapabilityDescriptor], _ printer: Printer
    ) throws(VideoGenerationError) -> [CapabilityDescriptor] {
        var selected = all
        if let model {
            selected = all.filter { $0.isNamed(model) }
            guard !selected.isEmpty else { throw .noModel(named: model, among: all) }
        }
        // All together: a model that allows each of them alone may not allow both.
        var wishes = [VideoOptions()]
        for text in supports {
            let (key, value) = try RequestOptions.pair(text, option: "--supports")
            let name = OptionName(rawValue: key.replacing("-", with: "_"))
            guard wishes.allSatisfy({ $0.values[name] == nil }) else {
                throw .usage("--supports \(key) is given twice; one request has one value of it.")
            }
            if !all.contains(where: { $0.option(name) != nil }) {
                let known = Set(all.flatMap(\.options).map(\.name.rawValue)).sorted().joined(separator: ", ")
                printer.note("No model has an option \(name.rawValue). Known: \(known).")
            }
            // "8" may be a number or, at another vendor, a word.
            let values = Set([OptionValue(reading: value), .text(value)])
            wishes = wishes.flatMap { wish in
                values.map { VideoOptions(values: wish.values.merging([name: $0]) { _, new in new }) }
            }
        }
        return selected.filter { descriptor in wishes.contains { descriptor.canInclude($0) } }
    }
}
