// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationTesting
import VideoTasksSQLite

@Suite("The store in a file")
struct SQLiteConformanceTests {
    @Test("it keeps every rule of the port")
    func conformance() async throws {
        let folder = try StoreFolder()
        try await TaskStoreConformance { place in
            SQLiteTaskStore(path: "\(folder.path)/\(place)/tasks.db")
        }.run()
    }
}
