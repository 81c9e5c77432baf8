// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

extension Conformance {
    @Suite(.timeLimit(.minutes(1)))
    struct OffloadTests {
        @Test(
            "Work that may block is done off the loop, also for a task that prefers the loop",
            arguments: TransportKind.allCases)
        func offLoop(_ kind: TransportKind) async throws {
            let transport = kind.make()
            let isOnLoop = try await Task(executorPreference: transport) {
                try await transport.offload { transport.isIsolatingCurrentContext() ?? true }
            }.value
            #expect(!isOnLoop)
            await transport.shutdown()
        }
    }
}
