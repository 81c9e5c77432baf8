// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// What is wrong with the surroundings of a test, in a sentence.
struct Trouble: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A program that runs beside the tests, with its output in files: nothing can block on a pipe that is full.
final class Program: Sendable {
    private let process: Process

    /// Starts `path`.
    ///
    /// - Parameters:
    ///   - input: What it reads; nil for nothing at all.
    ///   - output: Where standard output goes.
    ///   - errors: Where standard error goes.
    init(
        _ path: String, _ arguments: [String], environment: [String: String], folder: String, input: FileHandle? = nil,
        output: FileHandle, errors: FileHandle
    ) throws {
        process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = URL(filePath: folder)
        process.standardInput = input ?? .nullDevice
        process.standardOutput = output
        process.standardError = errors
        // A worker thread blocks nearly all signals, and a child inherits that.
        var (none, before) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&none)
        unsafe pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { unsafe _ = pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
    }

    var isRunning: Bool { process.isRunning }

    func send(_ signal: Int32) {
        if process.isRunning { kill(process.processIdentifier, signal) }
    }

    /// Its exit code; minus the signal's number if one ended it. One that takes longer is killed.
    func code(within seconds: Double) async throws -> Int32 {
        guard try await eventually(within: seconds, { !process.isRunning }) else {
            send(SIGKILL)
            throw Trouble("\(process.arguments?.joined(separator: " ") ?? "") took longer than \(seconds) s.")
        }
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }
}

/// Waits until something holds; false if it takes too long.
func eventually(within seconds: Double, _ holds: () async throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while true {
        if try await holds() { return true }
        guard ContinuousClock.now < end else { return false }
        try await Task.sleep(for: .milliseconds(20))
    }
}

/// Where the package and its products are.
enum Place {
    static let package = URL(filePath: #filePath).appending(path: "../../../..").standardized.path(
        percentEncoded: false)

    /// The command under test.
    static let videogen: String? =
        ProcessInfo.processInfo.environment["VIDEOGEN"]
        ?? [Bundle.main.bundlePath + "/videogen", package + "/.build/debug/videogen"].first(where: isProgram)

    /// The stand-in for the service.
    static let emulator: String? =
        ProcessInfo.processInfo.environment["VIDEO_EMULATOR"]
        ?? ["debug", "release"].map { package + "/Tests/Emulator/.build/\($0)/video-emulator" }.first(where: isProgram)

    /// Whether tests run: in a check that nobody watches, a missing program is a failure and not a skip.
    static let isReady = emulator != nil || ProcessInfo.processInfo.environment["CI"] != nil

    private static func isProgram(_ path: String) -> Bool {
        FileManager.default.isExecutableFile(atPath: path)
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips where the emulator has not been built, and says how to.
    static var needsEmulator: Self {
        .enabled(
            if: Place.isReady,
            "The emulator is not built: swift build --package-path Tests/Emulator, or set VIDEO_EMULATOR to its path.")
    }
}
