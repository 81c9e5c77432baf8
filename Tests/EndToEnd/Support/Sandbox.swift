// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// A folder, a home and an environment of its own, in which the command runs.
struct Sandbox: Sendable {
    /// Everything is below this.
    let root: String
    /// The API that the command speaks to.
    var api: String
    /// More variables; an empty one takes a standard one away.
    var environment: [String: String] = [:]

    /// The current folder of runs.
    var folder: String { root + "/work" }
    /// Where ``generate(_:environment:)`` puts videos.
    var videos: String { root + "/videos" }
    var home: String { root + "/home" }
    /// Where the command keeps its journal.
    var journal: String { root + "/journal" }
    /// A PNG of 1280 by 720.
    var image: String { root + "/inputs/image.png" }

    init(api: String) throws {
        self.api = api
        root = try makeFolder("test")
        for name in ["work", "videos", "home", "tmp", "inputs", "output"] {
            try FileManager.default.createDirectory(atPath: root + "/" + name, withIntermediateDirectories: false)
        }
        _ = try write(Self.picture, to: "image.png")
    }

    private static let picture = Picture.png()

    /// Puts a file among the inputs; its path.
    func write(_ data: Data, to name: String) throws -> String {
        let path = root + "/inputs/" + name
        try data.write(to: URL(filePath: path))
        return path
    }

    /// Starts the command; with `shell`, by a line in which `"$@"` is the command.
    func start(
        _ arguments: [String], environment more: [String: String] = [:], input: FileHandle? = nil,
        output: FileHandle? = nil, errors: FileHandle? = nil, shell: String? = nil
    ) throws -> Run {
        guard let path = Place.videogen else { throw Trouble("videogen is not built.") }
        var variables = [
            "PATH": "/usr/bin:/bin", "HOME": home, "TMPDIR": root + "/tmp", "HIGHWAY_API_KEY": Canary.key,
            "HIGHWAY_BASE_URL": api, "VIDEOGEN_POLL_INTERVAL": "0.1", "VIDEOGEN_HOME": journal,
        ]
        for (name, value) in environment.merging(more, uniquingKeysWith: { $1 }) {
            variables[name] = value.isEmpty ? nil : value
        }
        let name = root + "/output/\(UUID())"
        let (ownOutput, ownErrors) = (
            try output == nil ? newFile(name + ".out") : nil, try errors == nil ? newFile(name + ".err") : nil
        )
        // The child has them by then; nobody else would close them soon.
        defer { for file in [ownOutput, ownErrors] { try? file?.close() } }
        guard let output = output ?? ownOutput, let errors = errors ?? ownErrors else { throw Trouble("No files.") }
        let program = try Program(
            shell == nil ? path : "/bin/sh", (shell.map { ["-c", $0, "sh", path] } ?? []) + arguments,
            environment: variables, folder: folder, input: input,
            output: output, errors: errors)
        return Run(program: program, outputPath: name + ".out", errorPath: name + ".err")
    }

    /// Runs the command to its end.
    func run(
        _ arguments: [String], environment: [String: String] = [:], input: FileHandle? = nil,
        within seconds: Double = 90
    ) async throws -> Finished {
        try await start(arguments, environment: environment, input: input).finished(within: seconds)
    }

    /// The arguments of a short job with JSON, whose video goes to ``videos``.
    func job(_ arguments: [String] = []) -> [String] {
        ["generate", "The ship sets sail", "--image", image, "--duration", "4", "--json", "--output", videos]
            + arguments
    }

    /// Runs a short job with JSON.
    func generate(
        _ arguments: String..., environment: [String: String] = [:], within seconds: Double = 90
    ) async throws -> Finished {
        try await run(job(arguments), environment: environment, within: seconds)
    }

    /// What must hold of the sandbox after every test.
    func check(_ location: SourceLocation) {
        let (keys, links) = (Canary.keys(in: root), Canary.links(in: root))
        #expect(keys.isEmpty, "the key is in \(keys)", sourceLocation: location)
        #expect(links.isEmpty, "a video's URL is in \(links)", sourceLocation: location)
        for name in files(in: videos) {
            #expect(!name.hasSuffix(".part"), "\(name) was left behind", sourceLocation: location)
            #expect(MP4(videos + "/" + name) != nil, "\(name) is no whole MP4 file", sourceLocation: location)
        }
    }
}

/// A run of the command.
struct Run: Sendable {
    let program: Program
    let outputPath: String
    let errorPath: String

    var output: String { String(decoding: contents(outputPath), as: UTF8.self) }
    var errors: String { String(decoding: contents(errorPath), as: UTF8.self) }

    /// Waits until standard output or standard error holds `text`.
    func said(_ text: String, within seconds: Double = 30) async throws {
        let isSaid = try await eventually(within: seconds) { output.contains(text) || errors.contains(text) }
        if !isSaid {
            program.send(SIGKILL)
            throw Trouble("\"\(text)\" was not said within \(seconds) s: \(output)\(errors)")
        }
    }

    func finished(within seconds: Double = 90) async throws -> Finished {
        do {
            return Finished(code: try await program.code(within: seconds), output: output, errors: errors)
        } catch let trouble as Trouble {
            throw Trouble("\(trouble) It had said: \(output)\(errors)")
        }
    }
}

/// What a run left.
struct Finished: Sendable, CustomStringConvertible {
    let code: Int32
    let output: String
    let errors: String

    /// The lines of standard output, each of which has to be a JSON object; one that is not becomes null.
    var events: [Value] {
        output.split(separator: "\n").map { (try? Value(parsing: Data($0.utf8))) ?? .null }
    }

    /// The names of the events.
    var names: [String] { events.map { $0["event"].text ?? "no event" } }

    /// The first event of this name.
    func event(_ name: String) -> Value {
        events.first { $0["event"].text == name } ?? .null
    }

    /// The last line.
    var last: Value { events.last ?? .null }

    var description: String { "exit code \(code)\n\(output)\n\(errors)" }
}

/// Runs `body` with an emulator that remembers nothing, and a sandbox whose key and address fit it; then looks for leaks.
func withService(
    _ location: SourceLocation = #_sourceLocation,
    _ body: (_ emulator: Emulator, _ box: Sandbox) async throws -> Void
) async throws {
    try await EmulatorPool.shared.lend { emulator in
        let box = try Sandbox(api: emulator.api)
        defer { try? FileManager.default.removeItem(atPath: box.root) }
        try await body(emulator, box)
        box.check(location)
        let leaks = try await emulator.requests.filter { $0["canary"] == true && $0["origin"] == "media" }
        #expect(leaks.isEmpty, "a key went to the media host", sourceLocation: location)
    }
}

/// Runs `body` with a sandbox in which nobody listens at the service's address.
func withoutService(
    _ location: SourceLocation = #_sourceLocation, _ body: (_ box: Sandbox) async throws -> Void
) async throws {
    let box = try Sandbox(api: "http://127.0.0.1:1")
    defer { try? FileManager.default.removeItem(atPath: box.root) }
    try await body(box)
    box.check(location)
}
