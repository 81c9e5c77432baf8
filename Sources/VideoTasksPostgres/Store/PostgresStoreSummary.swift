// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// What a person may want to know about a store in a database.
public struct PostgresStoreSummary: Codable, Hashable, Sendable {
    /// The version of the server.
    public let serverVersion: String
    /// The schema that the tables lie in.
    public let schema: String
    /// The version of the tables; nil where there are none yet.
    public let schemaVersion: Int?
    /// The version that this release makes of them when it opens the store, if only to read.
    public let releaseVersion: Int
    /// How many tasks have not ended.
    public let unfinishedCount: Int
    /// How many owners are there, and were heard of within their leases.
    public let ownerCount: Int

    enum CodingKeys: String, CodingKey {
        case serverVersion = "server_version"
        case schema
        case schemaVersion = "schema_version"
        case releaseVersion = "release_version"
        case unfinishedCount = "unfinished"
        case ownerCount = "owners"
    }
}

extension PostgresTaskStore {
    /// What is there. It changes nothing, makes no tables, and waits for a database that is away for two seconds at most.
    ///
    /// - Throws: As each call of a store does.
    public func summary() throws(VideoGenerationError) -> PostgresStoreSummary {
        let session = visitor()
        defer { session.close() }
        return try session.transaction(.read, patience: setup.shortPatience) { transaction throws(PostgresProblem) in
            let found = try session.usableVersion(by: transaction)
            func count(_ what: String) throws(PostgresProblem) -> Int {
                guard found != nil else { return 0 }
                return try transaction.run("SELECT count(*) FROM \(what)").first.flatMap { Int($0) } ?? 0
            }
            return PostgresStoreSummary(
                serverVersion: transaction.serverVersion, schema: setup.name, schemaVersion: found?.version,
                releaseVersion: setup.tables.version,
                unfinishedCount: try count("task WHERE \(PostgresSchema.unfinished)"),
                ownerCount: try count("owner WHERE expires >= clock_timestamp()"))
        }
    }
}
