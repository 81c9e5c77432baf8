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
            PostgresTaskStore(address, .patient("\(prefix)_\(place)"))
        }.run()
        withExtendedLifetime(pooler) {}
    }

    @Test("gives no hints, and listens at no server process that others have next", .timeLimit(.minutes(1)))
    func noHints() async throws {
        let server = try PostgresServer.made.get()
        let pooler = try PostgresPooler(before: server, connections: 1)
        let name = "h" + UUID().uuidString.prefix(8).lowercased()
        let address = PostgresAddress(
            "postgresql:///postgres?host=\(pooler.folder)&user=videogen&application_name=\(name)")
        for await _ in PostgresTaskStore(address, .patient(name)).claimHints() {
            Issue.record("it gives a hint")
            break
        }
        let listening = try server.sql(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = '\(name)' AND query LIKE 'LISTEN%'")
        #expect(listening == [["0"]])
        withExtendedLifetime(pooler) {}
    }
}
