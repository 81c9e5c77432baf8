// SPDX-License-Identifier: Apache-2.0
import CVideoGenCurl
import TestServers
import Testing
import VideoGenerationCore

@testable import CurlTransport

@Suite("The loop as an executor", .timeLimit(.minutes(1)))
struct ExecutorTests {
    /// Lives on a transport's loop.
    private actor Resident {
        let transport: CurlTransport
        nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe transport.asUnownedSerialExecutor() }
        var notes: [String] = []

        init(_ transport: CurlTransport) {
            self.transport = transport
        }

        var thread: UInt { LoopThread.current }

        func note(_ text: String) {
            notes.append(text)
        }

        func sendAndNote(_ exchange: HTTPExchange) async -> Bool {
            let before = LoopThread.current
            let outcome = await transport.send(exchange)
            notes.append("\(outcome.reply?.status ?? 0)")
            return before == LoopThread.current
        }

        /// The completion is on the loop, so it may touch the actor at once.
        func start(_ exchange: HTTPExchange) async {
            await withCheckedContinuation { continuation in
                _ = transport.start(exchange) { outcome in
                    self.assumeIsolated { $0.notes.append("now \(outcome.reply?.status ?? 0)") }
                    continuation.resume()
                }
            }
        }

        func shutDown() async -> String {
            await transport.shutdown()
            notes.append("over")
            return notes.joined(separator: " ")
        }

        func blocksPipeSignal() -> Bool {
            var signals = sigset_t()
            unsafe pthread_sigmask(SIG_BLOCK, nil, &signals)
            return unsafe sigismember(&signals, SIGPIPE) == 1
        }
    }

    private static let answering: ByteServer.Script = { peer in
        while peer.readRequest() != nil { peer.reply() }
    }

    @Test("an actor on the loop runs on its thread, before and after its exchanges")
    func residence() async throws {
        try await withServer(Self.answering) { server in
            try await withTransport { transport in
                let resident = Resident(transport)
                let thread = await resident.thread
                #expect(await resident.thread == thread)
                #expect(await resident.sendAndNote(.test(server.url)))
                await resident.start(.test(server.url))
                #expect(await resident.notes == ["200", "now 200"])
                #expect(await resident.thread == thread)
                #expect(transport.isIsolatingCurrentContext() == false)
            }
        }
    }

    @Test("completions come on the loop, and never before start returns")
    func completionOrder() async throws {
        try await withServer(Self.answering) { server in
            try await withTransport { transport in
                let events = Recorder<String>()
                let timer = transport.makeTimer {
                    // On the loop itself; the exchange is refused at once.
                    _ = transport.start(.test("http://192.0.2.1")) { outcome in
                        transport.checkIsolated()
                        events.append(outcome.failure?.kind.name ?? "")
                    }
                    events.append("started")
                }
                timer.wake(at: transport.now)
                #expect(await eventually { events.all.count == 2 })
                #expect(events.all == ["started", "forbidden"])
            }
        }
    }

    @Test("jobs run in the order in which they came")
    func order() async throws {
        try await withTransport { transport in
            let resident = Resident(transport)
            for number in 0..<100 { await resident.note("\(number)") }
            #expect(await resident.notes == (0..<100).map(String.init))
        }
    }

    @Test("an actor on the loop that shuts it down goes on, and so do its later jobs")
    func shutdownFromWithin() async throws {
        try await withServer(Self.answering) { server in
            let resident = Resident(CurlTransport())
            _ = await resident.sendAndNote(.test(server.url))
            #expect(await resident.shutDown() == "200 over")
            await resident.note("later")
            #expect(await resident.notes == ["200", "over", "later"])
            _ = await resident.sendAndNote(.test(server.url))
            #expect(await resident.notes.last == "0")
            await withTaskGroup { group in
                for _ in 0..<50 { group.addTask { await resident.note("x") } }
            }
            #expect(await resident.notes.count == 54)
        }
    }

    @Test("an actor keeps a dropped transport's loop usable")
    func droppedButInhabited() async throws {
        let resident = Resident(CurlTransport())
        await resident.note("alive")
        #expect(await resident.notes == ["alive"])
    }

    @Test("a write to a closed connection cannot end the process")
    func pipeSignal() async throws {
        try await withTransport { transport in
            #expect(await Resident(transport).blocksPipeSignal())
        }
    }
}
