// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// `videogen surfaces`: what is paused or drained, for all who share the store.
struct Surfaces: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Pauses and drains surfaces and models, for all who share the store.",
        subcommands: [SurfacesList.self, SurfacesPause.self, SurfacesDrain.self, SurfacesResume.self],
        defaultSubcommand: SurfacesList.self)
}

/// `videogen surfaces list`: every surface, and every model that is halted by itself.
struct SurfacesList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Shows which surfaces and models are in use. Changes nothing.")

    @Flag(help: "A JSON array.")
    var json = false

    func run() async throws {
        try await Session.run(json: json) { client, printer, _ throws(VideoGenerationError) in
            let halts = Dictionary(try await client.halts().map { ($0.target, $0) }) { first, _ in first }
            let surfaces = Set(client.models.map(\.descriptor.model.surface))
            printer.surfaces(surfaces.union(halts.keys).sorted().map { ($0, halts[$0]) })
            return 0
        }
    }
}

/// What a halt is about, and why.
struct HaltArguments: ParsableArguments {
    @Argument(help: "SURFACE, or SURFACE/MODEL.")
    var target: String

    @Option(help: "Why, for whoever is refused.")
    var reason: String?

    @Flag(help: "One JSON object on standard output, and nothing else there.")
    var json = false

    func halt(_ extent: Halt.Extent) async throws {
        try await Session.run(json: json) { client, printer, _ throws(VideoGenerationError) in
            printer.halted(try await client.halt(target, extent, because: reason))
            return 0
        }
    }
}

/// `videogen surfaces pause`: nothing is submitted, and nothing is asked.
struct SurfacesPause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Lets nobody submit anything to a surface or a model, nor ask about what it has.")

    @OptionGroup var arguments: HaltArguments

    func run() async throws { try await arguments.halt(.pause) }
}

/// `videogen surfaces drain`: nothing is submitted.
struct SurfacesDrain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain",
        abstract: "Lets nobody submit anything to a surface or a model; what it has is followed to its end.")

    @OptionGroup var arguments: HaltArguments

    func run() async throws { try await arguments.halt(.drain) }
}

/// `videogen surfaces resume`: as before.
struct SurfacesResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Lets a surface or a model be used again.")

    @Argument(help: "SURFACE, or SURFACE/MODEL, as it was paused or drained.")
    var target: String

    @Flag(help: "One JSON object on standard output, and nothing else there.")
    var json = false

    func run() async throws {
        try await Session.run(json: json) { client, printer, _ throws(VideoGenerationError) in
            let wasHalted = try await client.liftHalt(of: target)
            // A model may be halted by its surface, and a surface may have models that are.
            let others = try await client.halts().filter { halt in
                target.hasPrefix(halt.target + "/") || halt.target.hasPrefix(target + "/")
            }
            printer.resumed(target, wasHalted: wasHalted, others)
            return 0
        }
    }
}
