// SPDX-License-Identifier: Apache-2.0
import CVideoGenPostgres
import Foundation
import TestServers
import Testing
import VideoGenerationCore

@testable import VideoTasksPostgres

extension PostgresServer {
    /// How the server is reached.
    func address(database: String = "postgres") -> PostgresAddress {
        PostgresAddress("host=\(folder) user=videogen dbname=\(database)")
    }

    /// Runs SQL as an administrator would.
    @discardableResult
    func sql(_ statement: String) throws -> [[String?]] {
        let deadline = videogen_pq_now() + 300_000
        let connection = try address().connect(until: deadline)
        return try connection.run(statement, until: deadline).rows
    }
}

/// A schema of its own on a server.
struct PostgresPlace {
    let server: PostgresServer
    let name: String

    init() throws {
        try self.init(PostgresServer.made.get())
    }

    init(_ server: PostgresServer) {
        self.server = server
        name = "t" + UUID().uuidString.replacing("-", with: "").lowercased()
    }

    func store(_ change: (inout PostgresSetup) -> Void = { _ in }) throws -> PostgresTaskStore {
        var setup = PostgresSetup.patient(name)
        change(&setup)
        let address = PostgresAddress("host=\(server.folder) user=videogen dbname=postgres application_name=\(name)")
        return PostgresTaskStore(address, setup)
    }

    /// Runs SQL as an administrator would; `@` stands for the schema.
    @discardableResult
    func sql(_ statement: String) throws -> [[String?]] {
        try server.sql(statement.replacing("@", with: name))
    }
}

extension PostgresSetup {
    /// In the schema `name`, where nothing is renewed while a test looks at it, and nothing ends because a machine is slow.
    static func patient(_ name: String) -> PostgresSetup {
        var setup = PostgresSetup(name: name, lease: .seconds(3600))
        setup.shareLife = .seconds(3600)
        return setup
    }
}
