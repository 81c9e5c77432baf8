// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A folder of its own for a test, removed with this object, and the programs that look at videos.
final class Workshop: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/preview-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    subscript(_ name: String) -> String { path + "/" + name }

    /// The names in the folder, or in one in it, hidden ones included.
    func names(in name: String = "") -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: name.isEmpty ? path : self[name])) ?? []).sorted()
    }

    /// A picture by one of ffmpeg's own sources, in the format that its name says.
    @discardableResult
    func picture(_ name: String = "picture.png", _ source: String = "testsrc=size=640x360") async throws -> String {
        try await Self.ffmpeg("-f", "lavfi", "-i", source, "-frames:v", "1", self[name])
        return self[name]
    }

    /// A program made of a shell script, in place of ffmpeg.
    func script(_ text: String) throws -> String {
        try Data(("#!/bin/sh\n" + text + "\n").utf8).write(to: URL(filePath: self["program"]))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: self["program"])
        return self["program"]
    }

    func text(_ name: String) -> String {
        String(decoding: FileManager.default.contents(atPath: self[name]) ?? Data(), as: UTF8.self)
    }

    // MARK: Programs

    static let hasFFmpeg = ["ffmpeg", "ffprobe"].allSatisfy { name in
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: $0 + "/" + name)
        }
    }

    @discardableResult
    static func ffmpeg(_ arguments: String...) async throws -> Data {
        try await run("ffmpeg", ["-v", "error", "-nostdin", "-y"] + arguments)
    }

    /// What ffprobe says of the first picture track.
    static func probe(_ path: String, _ entry: String) async throws -> String {
        let output = try await run(
            "ffprobe",
            ["-v", "error", "-select_streams", "v:0", "-show_entries", "stream=\(entry)", "-of", "csv=p=0", path])
        return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The grey values of the frame at `seconds`, row by row.
    static func frame(of path: String, at seconds: Double) async throws -> [UInt8] {
        Array(
            try await ffmpeg(
                "-ss", String(seconds), "-i", path, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "-"))
    }

    /// The colour in the middle of a part of the frame: `across` and `down` from 0 to 1.
    static func colour(of path: String, across: Double, down: Double) async throws -> [UInt8] {
        let data = try await ffmpeg(
            "-i", path, "-frames:v", "1", "-vf", "crop=8:8:(iw-8)*\(across):(ih-8)*\(down),scale=1:1", "-f", "rawvideo",
            "-pix_fmt", "rgb24", "-")
        return Array(data)
    }

    // Waited for on a thread of its own: the pool has few, and what is tested needs them.
    private static func run(_ program: String, _ arguments: [String]) async throws -> Data {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try runBlocking(program, arguments) }) }
        }
    }

    private static func runBlocking(_ program: String, _ arguments: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        struct Failed: Error { let arguments: [String] }
        guard process.terminationStatus == 0 else { throw Failed(arguments: arguments) }
        return data
    }
}

/// Waits until something holds; false if it takes too long.
func eventually(within seconds: Double = 240, _ holds: () async throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while true {
        if try await holds() { return true }
        guard ContinuousClock.now < end else { return false }
        try await Task.sleep(for: .milliseconds(20))
    }
}

/// Whether a process with this number is there, and not only waiting to be forgotten.
func isAlive(_ process: Int32) -> Bool {
    guard kill(process, 0) == 0 else { return false }
    let state = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    return !state.contains(") Z ")
}
