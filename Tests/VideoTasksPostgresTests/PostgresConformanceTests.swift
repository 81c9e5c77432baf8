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
            PostgresTaskStore(address, .patient("\(prefix)_\(place)"))
        }.run()
    }
}
