// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension StoreSession {
    /// Opens a database that is ours, or becomes ours because it is empty, with all its settings in force.
    static func open(
        _ file: String, called path: String, _ setup: StoreSetup
    ) throws(VideoGenerationError) -> Database {
        let database = try failing(at: path) { () throws(SQLiteFailure) in
            try Database(file, patience: setup.patience)
        }
        // First of all: nothing is changed in a file that is not ours.
        // In one transaction: somebody else may be making it one of ours at this moment.
        let identity = try failing(at: path) { () throws(SQLiteFailure) in
            try database.transaction(.deferred, failing: { $0 }) { () throws(SQLiteFailure) in
                try Identity(of: database)
            }
        }
        var isCurrent = try identity.isCurrent(setup.schema, at: path)
        for pragma in setup.pragmas {
            let reading = try failing(at: path) { () throws(SQLiteFailure) in try database.apply(pragma) }
            if let reading {
                throw VideoGenerationError(
                    .configuration,
                    "The task store \"\(path)\" cannot be made durable and safe: SQLite was told \(pragma.name) = "
                        + "\(pragma.value), and has \(reading) instead.")
            }
        }
        if !isCurrent {
            try database.transaction(.exclusive, failing: { VideoGenerationError($0, at: path) }) {
                () throws(VideoGenerationError) in
                // Somebody else may have been first.
                let identity = try failing(at: path) { () throws(SQLiteFailure) in try Identity(of: database) }
                isCurrent = try identity.isCurrent(setup.schema, at: path)
                guard !isCurrent else { return }
                try failing(at: path) { () throws(SQLiteFailure) in
                    try database.migrate(from: identity.version, to: setup.schema)
                }
            }
        }
        return database
    }
}

/// What a file says about itself.
private struct Identity {
    let application: Int64
    let version: Int64
    let isEmpty: Bool

    init(of database: Database) throws(SQLiteFailure) {
        func number(_ sql: String) throws(SQLiteFailure) -> Int64 { try database.run(sql).first?.first?.integer ?? 0 }
        application = try number("PRAGMA application_id")
        version = try number("PRAGMA user_version")
        isEmpty = try number("SELECT count(*) FROM sqlite_master") == 0
    }

    /// Whether the file has the tables of `schema`; false if they are to be made.
    func isCurrent(_ schema: Schema, at path: String) throws(VideoGenerationError) -> Bool {
        if application == 0, version == 0, isEmpty { return false }
        guard application == Schema.applicationID else {
            throw VideoGenerationError(
                .configuration,
                "The file \"\(path)\" is a database of another program. Move it away, or choose another path.")
        }
        guard version >= 0 else {
            throw VideoGenerationError(
                .configuration,
                "The task store \"\(path)\" says that its tables are of version \(version), which no release has written. "
                    + "Move it away, or choose another path.")
        }
        guard version <= schema.version else {
            throw VideoGenerationError(
                .configuration,
                "The task store \"\(path)\" was written by a newer release (tables of version \(version); this one knows "
                    + "\(schema.version)). Update this program, or choose another path.")
        }
        return version == schema.version
    }
}

extension Database {
    /// Takes the steps that lead from `version` to the newest, within the transaction that is open.
    fileprivate func migrate(from version: Int64, to schema: Schema) throws(SQLiteFailure) {
        for step in schema.steps.dropFirst(Int(version)) {
            for statement in step { try run(statement) }
        }
        try run("PRAGMA application_id = \(Schema.applicationID)")
        try run("PRAGMA user_version = \(schema.version)")
    }
}
