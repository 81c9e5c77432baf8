// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import Synchronization
package import VideoGenerationCore

#if canImport(Subprocess)
    import Subprocess
#endif

/// A program run to its end: never through a shell, in a process group of its own, and never outliving its task.
package struct ChildProcess {
    private let program: Program
    private let arguments: [String]
    private let timeLimit: Duration
    private let surroundings: Surroundings

    /// The program `program` with these arguments, which is killed when the time is up.
    package init(
        program: Program, arguments: [String], timeLimit: Duration, surroundings: Surroundings = .bare
    ) {
        self.program = program
        self.arguments = arguments
        self.timeLimit = timeLimit
        self.surroundings = surroundings
    }

    /// Which program.
    package enum Program: Sendable {
        /// The one at this path.
        case path(String)
        /// The one that `PATH` finds by this name.
        case name(String)
    }

    /// What it may know of our environment.
    package enum Surroundings: Sendable {
        /// No key, and nothing that makes it write logs.
        case bare
        /// Everything: for what the user names to be run for it.
        case inherited
    }

    /// How it ended.
    package enum Ending: Equatable {
        case exited(Int32)
        case killed(signal: Int32)
        case tookTooLong
    }
}

extension ChildProcess.Program {
    /// The path or the name.
    fileprivate var words: String {
        switch self {
        case .path(let text), .name(let text): text
        }
    }
}

/// The beginning of what a program writes to standard error; the rest is read and forgotten.
private final class Complaints: Sendable {
    private static let limit = 4096
    private let kept = Mutex<[UInt8]>([])

    var text: String { kept.withLock { String(decoding: $0, as: UTF8.self) } }

    func append(_ bytes: UnsafeRawBufferPointer) {
        kept.withLock { kept in
            let room = Self.limit - kept.count
            if room > 0 { unsafe kept += bytes.prefix(room) }
        }
    }
}

#if canImport(Subprocess)
    extension ChildProcess {
        /// Runs it. When the surrounding task is cancelled or the time is up, the whole process group is killed.
        ///
        /// - Parameter report: Gets each line of its standard output.
        /// - Returns: How it ended, and the beginning of what it wrote to standard error.
        /// - Throws: `configuration` if it cannot be started, `cancelled` if the task was cancelled.
        package func run(
            _ report: @escaping @Sendable (String) -> Void
        ) async throws(VideoGenerationError) -> (ending: Ending, complaints: String) {
            let complaints = Complaints()
            let ending = await withTaskGroup(of: Result<Ending, any Error>.self) { group in
                group.addTask {
                    await Self.result { try await attend(report, complaints: complaints) }
                }
                group.addTask {
                    await Self.result {
                        // A machine that sleeps renders nothing.
                        try await Task.sleep(for: timeLimit, clock: .suspending)
                        return .tookTooLong
                    }
                }
                let first = await group.next() ?? .success(.tookTooLong)
                // The one that is left: the clock, or a program that is to be killed and waited for.
                group.cancelAll()
                return first
            }
            if Task.isCancelled { throw VideoGenerationError(.cancelled, "It was cancelled.") }
            do {
                return (try ending.get(), complaints.text)
            } catch {
                throw VideoGenerationError(
                    .configuration, "The program \"\(program.words)\" could not be run.", underlying: error)
            }
        }

        private static func result(_ body: () async throws -> Ending) async -> Result<Ending, any Error> {
            do {
                return .success(try await body())
            } catch {
                return .failure(error)
            }
        }

        private func attend(
            _ report: @escaping @Sendable (String) -> Void, complaints: Complaints
        ) async throws -> Ending {
            var options = PlatformOptions()
            options.processGroupID = 0
            // It has nothing to tidy up: its file is a temporary one.
            options.teardownSequence = [
                .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
            ]
            let execution = try await Subprocess.run(
                executable, arguments: Arguments(arguments), environment: environment,
                platformOptions: options, input: .none, output: .sequence, error: .sequence
            ) { execution in
                async let lines: Void = {
                    for try await line in execution.standardOutput.strings() { report(line) }
                }()
                for try await piece in execution.standardError {
                    unsafe piece.withUnsafeBytes { unsafe complaints.append($0) }
                }
                try await lines
            }
            return switch execution.terminationStatus {
            case .exited(let code): .exited(code)
            case .signaled(let signal): .killed(signal: signal)
            }
        }

        private var executable: Executable {
            switch program {
            case .path(let path): .path(Self.literal(path))
            case .name(let name): .name(name)
            }
        }

        private var environment: Environment {
            switch surroundings {
            case .bare: .custom(Self.bareEnvironment)
            case .inherited: .inherit
            }
        }

        /// A path's type is of another module on each system; that it can be written as text, all of them have.
        private static func literal<Path: ExpressibleByStringLiteral>(_ path: String) -> Path
        where Path.StringLiteralType == String {
            Path(stringLiteral: path)
        }

        private static var bareEnvironment: [Environment.Key: String] {
            let names: [Environment.Key] = [
                "PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
                "DYLD_FALLBACK_LIBRARY_PATH", "XDG_RUNTIME_DIR",
            ]
            var kept: [Environment.Key: String] = [:]
            for name in names { kept[name] = EnvironmentVariable.value(name.rawValue) }
            return kept
        }
    }
#else
    extension ChildProcess {
        /// Says that this system lets an app start no other program.
        ///
        /// - Throws: `configuration`, always.
        package func run(
            _ report: @escaping @Sendable (String) -> Void
        ) async throws(VideoGenerationError) -> (ending: Ending, complaints: String) {
            throw VideoGenerationError(.configuration, "On this system an app cannot start a program such as ffmpeg.")
        }
    }
#endif
