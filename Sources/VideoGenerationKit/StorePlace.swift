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

    /// Reads `VIDEOGEN_STORE` and `VIDEOGEN_HOME`.
    ///
    /// - Throws: Code `configuration`, naming the variable.
    init(_ environment: [String: String]) throws(VideoGenerationError) {
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        guard let text = variable("VIDEOGEN_STORE") else {
            self = .sqlite(OutputPlan.absolute(Self.home(variable) + "/tasks.sqlite"))
            return
        }
        if text == "memory:" {
            self = .memory
        } else if text.hasPrefix("sqlite:"), text != "sqlite:", !text.hasSuffix("/") {
            self = .sqlite(OutputPlan.absolute(String(text.dropFirst("sqlite:".count))))
        } else if text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") {
            // Not quoted: it may hold a password.
            throw VideoGenerationError(
                .configuration,
                "VIDEOGEN_STORE: a PostgreSQL store is not there yet. Say sqlite:PATH or memory:, or leave it out.")
        } else {
            throw VideoGenerationError(
                .configuration, "VIDEOGEN_STORE: allowed are sqlite:PATH and memory:. Or leave it out.")
        }
    }

    private static func home(_ variable: (String) -> String?) -> String {
        if let home = variable("VIDEOGEN_HOME") { return home }
        // Relative paths are to be ignored: XDG Base Directory Specification 0.8.
        if let state = variable("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/videogen" }
        let home = variable("HOME") ?? FileManager.default.homeDirectoryForCurrentUser.path
        return home + "/.local/state/videogen"
    }

    /// A store there, which opens what it needs when it is used.
    public func store() -> any TaskStore {
        switch self {
        case .memory: .memory
        case .sqlite(let path): SQLiteTaskStore(path: path)
        }
    }
}
