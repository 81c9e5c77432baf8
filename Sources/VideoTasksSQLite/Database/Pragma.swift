// SPDX-License-Identifier: Apache-2.0

/// A setting of a connection. SQLite ignores what it does not know or cannot do, so each is read back.
struct Pragma: Hashable, Sendable {
    let name: String
    let value: String
    /// What it reads as, once it is in force.
    let reading: SQLValue

    /// What durability and safety of a record of payments need. See decision 0012 for the journal.
    static let required: [Pragma] =
        [
            // Nothing of a record lies in a temporary file.
            Pragma(name: "temp_store", value: "MEMORY", reading: 2),
            Pragma(name: "journal_mode", value: "PERSIST", reading: "persist"),
            Pragma(name: "synchronous", value: "FULL", reading: 2),
            Pragma(name: "locking_mode", value: "NORMAL", reading: "normal"),
            Pragma(name: "foreign_keys", value: "ON", reading: 1),
            Pragma(name: "trusted_schema", value: "OFF", reading: 0),
            Pragma(name: "cell_size_check", value: "ON", reading: 1),
            // A file that another process cut off would end this one.
            Pragma(name: "mmap_size", value: "0", reading: 0),
        ] + ofPlatform

    #if canImport(Darwin)
        // Plain fsync leaves the bytes in the drive's cache there.
        private static let ofPlatform = [
            Pragma(name: "fullfsync", value: "1", reading: 1),
            Pragma(name: "checkpoint_fullfsync", value: "1", reading: 1),
        ]
    #else
        private static let ofPlatform: [Pragma] = []
    #endif
}

extension Database {
    /// Puts `pragma` into force.
    ///
    /// - Returns: What it reads as instead, if it is not in force; nil if it is.
    func apply(_ pragma: Pragma) throws(SQLiteFailure) -> SQLValue? {
        try run("PRAGMA \(pragma.name) = \(pragma.value)")
        let reading = try run("PRAGMA \(pragma.name)").first?.first ?? .null
        // An SQLite that was built without memory-mapped files has no such setting, and does as we wish.
        if pragma.name == "mmap_size", reading == .null { return nil }
        return reading == pragma.reading ? nil : reading
    }
}
