// SPDX-License-Identifier: Apache-2.0
#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where tasks are kept, as settings name it. Nothing is opened or made by naming it.
public enum StorePlace: Hashable, Sendable {
    /// In memory: forgotten with the process.
    case memory
    /// In the SQLite file at this path.
    case sqlite(String)
    /// In a PostgreSQL database, with all who use it.
    case postgres(PostgresAddress)

    /// Reads a value of `VIDEOGEN_STORE`.
    ///
    /// - Throws: Code `configuration`.
    init(_ text: String) throws(VideoGenerationError) {
        if text == "memory:" {
            self = .memory
        } else if text.hasPrefix("sqlite:"), text != "sqlite:", !text.hasSuffix("/") {
            self = .sqlite(OutputPlan.absolute(String(text.dropFirst("sqlite:".count))))
        } else if text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") {
            self = .postgres(PostgresAddress(text))
        } else {
            throw VideoGenerationError(
                .configuration, "Allowed are sqlite:PATH, postgresql://USER@HOST/DATABASE and memory:. Or leave it out."
            )
        }
    }

    /// Where tasks are kept if nothing else is said: `tasks.sqlite` in `VIDEOGEN_HOME`, or where a user's state belongs.
    static func standard(_ environment: [String: String]) -> StorePlace {
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        // Relative paths are to be ignored: XDG Base Directory Specification 0.8.
        let state = variable("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
        let home = variable("HOME") ?? FileManager.default.homeDirectoryForCurrentUser.path
        let folder = variable("VIDEOGEN_HOME") ?? (state ?? home + "/.local/state") + "/videogen"
        return .sqlite(OutputPlan.absolute(folder + "/tasks.sqlite"))
    }

    /// The folder of what belongs to the tasks besides their records: beside the file, or where one would be.
    package func folder(_ environment: [String: String]) -> String {
        switch self {
        case .sqlite(let path): PathParts(path).folder
        case .memory, .postgres:
            if case .sqlite(let path) = Self.standard(environment) { PathParts(path).folder } else { "." }
        }
    }

    /// A store there, which opens what it needs when it is used.
    ///
    /// - Parameter lease: How long this process is taken to be alive after it was heard of last, 2 seconds to 1 hour; only a
    ///   store that several machines share goes by it.
    public func store(lease: Duration = .seconds(30)) -> any TaskStore {
        switch self {
        case .memory: .memory
        case .sqlite(let path): SQLiteTaskStore(path: path)
        case .postgres(let address):
            PostgresTaskStore(address, PostgresSetup(lease: min(max(lease, .seconds(2)), .seconds(3600))))
        }
    }
}
