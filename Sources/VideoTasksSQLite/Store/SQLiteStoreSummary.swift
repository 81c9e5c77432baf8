// SPDX-License-Identifier: Apache-2.0

/// What a person may want to know about a store's file.
public struct SQLiteStoreSummary: Codable, Hashable, Sendable {
    /// The path of the file.
    public let path: String
    /// The version of the SQLite library in use.
    public let libraryVersion: String
    /// The version of the tables.
    public let schemaVersion: Int
    /// How SQLite makes a change undoable: `persist`.
    public let journalMode: String
    /// How many tasks are recorded.
    public let taskCount: Int
    /// How many records wait in the reserve for room on the disk.
    public let rescuedCount: Int
    /// The ids of the tasks whose records cannot be read: a newer release has written them, or they were changed by hand.
    public let unreadable: [String]

    enum CodingKeys: String, CodingKey {
        case path
        case libraryVersion = "library_version"
        case schemaVersion = "schema_version"
        case journalMode = "journal_mode"
        case taskCount = "tasks"
        case rescuedCount = "rescued"
        case unreadable
    }
}
