// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore

extension Conformance {
    @Suite("The loop as an executor", .timeLimit(.minutes(1)))
    struct ExecutorTests {
        /// Lives on a transport's loop.
        private actor Resident {
            let transport: any TestedTransport
            nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe transport.asUnownedSerialExecutor() }
            var notes: [String] = []

            init(_ transport: any TestedTransport) {
                self.transport = transport
            }

            var isOnLoop: Bool { transport.isIsolatingCurrentContext() == true }

            func note(_ text: String) {
                notes.append(text)
            }

            func sendAndNote(_ exchange: HTTPExchange) async -> Bool {
                let outcome = await transport.send(exchange)
                notes.append("\(outcome.reply?.status ?? 0)")
                return isOnLoop
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
        }

        private static let answering: ByteServer.Script = { peer in
            while peer.readRequest() != nil { peer.reply() }
        }

        @Test("an actor on the loop runs there, before and after its exchanges", arguments: TransportKind.allCases)
        func residence(_ kind: TransportKind) async throws {
            try await withServer(Self.answering) { server in
                try await withTransport(kind) { transport in
                    let resident = Resident(transport)
                    #expect(await resident.isOnLoop)
                    #expect(await resident.sendAndNote(.test(server.url)))
                    await resident.start(.test(server.url))
                    #expect(await resident.notes == ["200", "now 200"])
                    #expect(await resident.isOnLoop)
                    #expect(transport.isIsolatingCurrentContext() == false)
                }
            }
        }

        @Test("completions come on the loop, and never before start returns", arguments: TransportKind.allCases)
        func completionOrder(_ kind: TransportKind) async throws {
            try await withServer(Self.answering) { server in
                try await withTransport(kind) { transport in
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

        @Test("jobs run in the order in which they came", arguments: TransportKind.allCases)
        func order(_ kind: TransportKind) async throws {
            try await withTransport(kind) { transport in
                let resident = Resident(transport)
                for number in 0..<100 { await resident.note("\(number)") }
                #expect(await resident.notes == (0..<100).map(String.init))
            }
        }

        @Test(
            "an actor on the loop that shuts it down goes on, and so do its later jobs",
            arguments: TransportKind.allCases)
        func shutdownFromWithin(_ kind: TransportKind) async throws {
            try await withServer(Self.answering) { server in
                let resident = Resident(kind.make())
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

        @Test("an actor keeps a dropped transport's loop usable", arguments: TransportKind.allCases)
        func droppedButInhabited(_ kind: TransportKind) async throws {
            let resident = Resident(kind.make())
            await resident.note("alive")
            #expect(await resident.notes == ["alive"])
        }
    }
}
