// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import Testing
import VideoGenerationCore

@Suite(.timeLimit(.minutes(1)))
struct OffloadTests {
    @Test("Work that may block is done off the loop, also for a task that prefers the loop")
    func offLoop() async throws {
        let transport = CurlTransport()
        let isOnLoop = try await Task(executorPreference: transport) {
            try await transport.offload { transport.isIsolatingCurrentContext() ?? true }
        }.value
        #expect(!isOnLoop)
        await transport.shutdown()
    }
}
