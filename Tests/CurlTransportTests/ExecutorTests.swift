// SPDX-License-Identifier: Apache-2.0
import CVideoGenCurl
import TestServers
import Testing
import VideoGenerationCore

@testable import CurlTransport

@Suite("The loop's thread", .timeLimit(.minutes(1)))
struct ExecutorTests {
    /// Lives on a transport's loop.
    private actor Resident {
        let transport: CurlTransport
        nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe transport.asUnownedSerialExecutor() }

        init(_ transport: CurlTransport) {
            self.transport = transport
        }

        var thread: UInt { LoopThread.current }

        func threadAfter(_ exchange: HTTPExchange) async -> UInt {
            _ = await transport.send(exchange)
            return LoopThread.current
        }

        func blocksPipeSignal() -> Bool {
            var signals = sigset_t()
            unsafe pthread_sigmask(SIG_BLOCK, nil, &signals)
            return unsafe sigismember(&signals, SIGPIPE) == 1
        }
    }

    @Test("an actor on the loop stays on one thread, before and after its exchanges")
    func residence() async throws {
        try await withServer { peer in
            while peer.readRequest() != nil { peer.reply() }
        } _: { server in
            try await withTransport { transport in
                let resident = Resident(transport)
                let thread = await resident.thread
                #expect(await resident.threadAfter(.test(server.url)) == thread)
                #expect(await resident.thread == thread)
            }
        }
    }

    @Test("a write to a closed connection cannot end the process")
    func pipeSignal() async throws {
        try await withTransport { transport in
            #expect(await Resident(transport).blocksPipeSignal())
        }
    }
}
