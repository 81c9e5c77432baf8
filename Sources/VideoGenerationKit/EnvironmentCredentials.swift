// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Credentials from variables: `NAME` holds one, or `NAME_FILE` names a file that does, or `NAME_COMMAND` is a command that
/// prints one: see ``CommandCredentials``.
///
/// A file is read each time, so a rotated key takes effect without a restart. A pipe, such as `<(command)` of a shell,
/// gives its text only once, which is kept.
public final class EnvironmentCredentials: RotatingCredentialSource {
    private let environment: [String: String]
    private let commands: CommandCredentials
    private let piped = Mutex<[String: String]>([:])

    /// Credentials from the variables `environment`.
    public init(_ environment: [String: String]) {
        self.environment = environment
        commands = CommandCredentials(environment)
    }

    /// The credential called `name`; nil if no variable is set.
    ///
    /// - Throws: `VideoGenerationError` with code `authentication` or `configuration`, naming the variable.
    public func credential(named name: CredentialName) async throws(VideoGenerationError) -> Secret? {
        if let secret = try written(name) { return secret }
        do {
            return try await commands.credential(named: name)
        } catch {
            throw VideoGenerationError(wrapping: error)
        }
    }

    /// Forgets what a command has printed.
    public func credentialWasRefused(_ secret: Secret, named name: CredentialName) async {
        await commands.credentialWasRefused(secret, named: name)
    }

    private func written(_ name: CredentialName) throws(VideoGenerationError) -> Secret? {
        let variable = name.rawValue
        if let text = environment[variable], !text.isEmpty {
            return try named(variable) { () throws(VideoGenerationError) in try Secret(text) }
        }
        guard let path = environment[variable + "_FILE"], !path.isEmpty else { return nil }
        return try named(variable + "_FILE") { () throws(VideoGenerationError) in
            try Secret(text(at: path))
        }
    }

    private func text(at path: String) throws(VideoGenerationError) -> String {
        if SettingsFile.isRegular(path) { return try SettingsFile.text(at: path) }
        if let text = piped.withLock({ $0[path] }) { return text }
        let text = try SettingsFile.text(at: path)
        piped.withLock { $0[path] = text }
        return text
    }

    private func named(
        _ variable: String, _ body: () throws(VideoGenerationError) -> Secret
    ) throws(VideoGenerationError) -> Secret {
        do {
            return try body()
        } catch {
            var error = error
            error.message = "\(variable): \(error.message)"
            throw error
        }
    }
}
