// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestServers
import Testing
import VideoGenerationTesting

@testable import VideoTasksPostgres

@Suite("The store in PostgreSQL", .enabled(if: PostgresServer.isInstalled, "PostgreSQL is not installed"))
struct PostgresConformanceTests {
    @Test("it keeps every rule of the port")
    func conformance() async throws {
        let server = try PostgresServer.made.get()
        let address = server.address()
        let prefix = "c" + UUID().uuidString.prefix(8).lowercased()
        try await TaskStoreConformance { place in
            // Nothing ends because a machine is slow.
            var setup = PostgresSetup(name: "\(prefix)_\(place)", lease: .seconds(3600))
            setup.shareLife = .seconds(3600)
            return PostgresTaskStore(address, setup)
        }.run()
    }
}
