// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import VideoGenerationTesting

@testable import VideoTasksPostgres

@Suite("The store in PostgreSQL", .enabled(if: PostgresServer.shared != nil, "PostgreSQL is not installed"))
struct PostgresConformanceTests {
    @Test("it keeps every rule of the port")
    func conformance() async throws {
        let server = try #require(PostgresServer.shared)
        let address = server.address()
        let prefix = "c" + UUID().uuidString.prefix(8).lowercased()
        try await TaskStoreConformance { place in
            try PostgresTaskStore(address: address, schema: "\(prefix)_\(place)")
        }.run()
    }
}
