// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import VideoGenerationTesting
import VideoTasksSQLite

@Suite("A store of one's own")
struct StoreExampleTests {
    @Test("three lines check it")
    func conformance() async throws {
        let folder = NSTemporaryDirectory() + "store-example-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // example: store-test
        try await TaskStoreConformance { place in
            SQLiteTaskStore(path: "\(folder)/\(place)/tasks.db")
        }.run()
        // end
    }
}
