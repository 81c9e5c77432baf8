// SPDX-License-Identifier: Apache-2.0
import ChildProcesses
import Synchronization

/// Credentials from programs: `NAME_COMMAND` holds a command that prints one, such as `gcloud auth print-access-token`.
///
/// For short-lived tokens. A command's words are separated by spaces; it is run without a shell, found by `PATH`, and gets
/// this process's environment. What it prints is kept for five minutes, or until a service refuses it.
public final class CommandCredentials: RotatingCredentialSource {
    private let tokens: ClosureCredentials

    /// Credentials from the variables `environment`.
    public init(_ environment: [String: String]) {
        tokens = ClosureCredentials(keeping: .seconds(300)) { name in
            let variable = name.rawValue + "_COMMAND"
            guard let command = environment[variable], !command.isEmpty else { return nil }
            return try await Self.output(of: command, variable)
        }
    }

    /// What the command of `name` prints; nil if there is none.
    ///
    /// - Throws: `VideoGenerationError` with code `authentication`, naming the variable, if the command fails or prints what
    ///   can be no credential, `configuration` if it cannot be run.
    public func credential(named name: CredentialName) async throws(VideoGenerationError) -> Secret? {
        try await tokens.credential(named: name)
    }

    /// Forgets `secret`.
    public func credentialWasRefused(_ secret: Secret, named name: CredentialName) async {
        await tokens.credentialWasRefused(secret, named: name)
    }

    private static func output(of command: String, _ variable: String) async throws(VideoGenerationError) -> String {
        let words = command.split(separator: " ").map(String.init)
        guard let program = words.first else { return "" }
        let lines = Mutex<[String]>([])
        let child = ChildProcess(
            program: program.contains("/") ? .path(program) : .name(program), arguments: Array(words.dropFirst()),
            timeLimit: .seconds(30), surroundings: .inherited)
        do {
            // Not on the loop of a tracker, which its tasks prefer.
            let (ending, _) = try await withTaskExecutorPreference(globalConcurrentExecutor) {
                () async throws(VideoGenerationError) in
                // A token is one line; whatever else a program may print is not kept.
                try await child.run { line in lines.withLock { if $0.count < 2 { $0.append(line) } } }
            }
            guard ending == .exited(0) else {
                let words = ending == .tookTooLong ? "took longer than 30 seconds" : "failed"
                // What it said may be anything, a token among it.
                throw VideoGenerationError(
                    .authentication, "The command \"\(program)\" \(words). Run it by hand to see why.")
            }
        } catch {
            var error = VideoGenerationError(wrapping: error)
            error.message = "\(variable): \(error.message)"
            throw error
        }
        return lines.withLock { $0.joined(separator: "\n") }
    }
}
