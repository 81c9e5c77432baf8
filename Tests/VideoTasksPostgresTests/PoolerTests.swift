// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestServers
import Testing
import VideoGenerationTesting

@testable import VideoTasksPostgres

@Suite(
    "The store behind PgBouncer in transaction mode",
    .enabled(if: PostgresServer.isInstalled && PostgresPooler.isInstalled, "There is no PostgreSQL, or no PgBouncer"))
struct PoolerTests {
    @Test("keeps every rule of the port, with more owners than connections to the server", arguments: [1, 3])
    func conformance(connections: Int) async throws {
        let pooler = try PostgresPooler(before: try PostgresServer.made.get(), connections: connections)
        let address = PostgresAddress("postgresql:///postgres?host=\(pooler.folder)&user=videogen")
        let prefix = "p" + UUID().uuidString.prefix(8).lowercased()
        try await TaskStoreConformance { place in
            try PostgresTaskStore(address: address, schema: "\(prefix)_\(place)")
        }.run()
        withExtendedLifetime(pooler) {}
    }
}
