// SPDX-License-Identifier: Apache-2.0
import Synchronization
import TestServers
import Testing
import VideoGenerationCore

extension Conformance {
    @Suite("Cancellation and shutdown", .timeLimit(.minutes(1)))
    struct CancellationTests {
        private static let silence: ByteServer.Script = { peer in
            _ = peer.readRequest()
            peer.waitForEnd()
        }

        @Test("a task that is cancelled already sends nothing", arguments: TransportKind.allCases)
        func cancelledBefore(_ kind: TransportKind) async throws {
            try await withServer(Self.silence) { server in
                try await withTransport(kind) { transport in
                    let task = Task {
                        // Ends only by the cancellation, so that it comes first.
                        await withTaskCancellationHandler {
                            while !Task.isCancelled { await Task.yield() }
                            return await transport.send(.submission(server.url))
                        } onCancel: {
                        }
                    }
                    task.cancel()
                    let failure = try #require(await task.value.failure)
                    #expect(failure.kind == .cancelled)
                    #expect(failure.phase == .preparing)
                    #expect(failure.provesNothingSent)
                    #expect(server.seen.connections == 0)
                }
            }
        }

        @Test(
            "cancelling the task ends the exchange, and tells that the request was out",
            arguments: TransportKind.allCases)
        func cancelledWhileWaiting(_ kind: TransportKind) async throws {
            try await withServer(Self.silence) { server in
                try await withTransport(kind) { transport in
                    let task = Task { await transport.send(.submission(server.url)) }
                    #expect(await eventually { !server.seen.heads.isEmpty })
                    task.cancel()
                    let failure = try #require(await task.value.failure)
                    #expect(failure.kind == .cancelled)
                    #expect(failure.phase == .waiting)
                    #expect(!failure.provesNothingSent)
                }
            }
        }

        @Test(
            "cancelling within a TLS handshake proves that nothing was sent, where that can be known",
            arguments: TransportKind.allCases)
        func cancelledWhileConnecting(_ kind: TransportKind) async throws {
            try await withServer {
                $0.waitForEnd()
            } _: { server in
                try await withTransport(kind) { transport in
                    let task = Task { await transport.send(.submission("https://127.0.0.1:\(server.port)")) }
                    #expect(await eventually { server.seen.connections == 1 })
                    task.cancel()
                    let failure = try #require(await task.value.failure)
                    #expect(failure.kind == .cancelled)
                    #expect((failure.phase == .connecting) == kind.promises.provesFailedHandshake)
                    #expect(failure.provesNothingSent == kind.promises.provesFailedHandshake)
                }
            }
        }

        @Test(
            "cancelling by number ends an exchange once; afterwards it does nothing", arguments: TransportKind.allCases)
        func cancelledByNumber(_ kind: TransportKind) async throws {
            try await withServer(Self.silence) { server in
                try await withTransport(kind) { transport in
                    let outcomes = Recorder<HTTPOutcome>()
                    let id = transport.start(.test(server.url)) { outcomes.append($0) }
                    let other = transport.start(.test(server.url)) { outcomes.append($0) }
                    #expect(id != other)
                    transport.cancel(id)
                    transport.cancel(id)
                    transport.cancel(ExchangeID(rawValue: .max))
                    #expect(await eventually { outcomes.all.count == 1 })
                    transport.cancel(id)
                    transport.cancel(other)
                    #expect(await eventually { outcomes.all.count == 2 })
                    #expect(outcomes.all.allSatisfy { $0.failure?.kind == .cancelled })
                }
            }
        }

        @Test("cancelling at any moment resumes a sender exactly once", arguments: TransportKind.allCases)
        func cancelledAnywhere(_ kind: TransportKind) async throws {
            try await withServer { peer in
                while peer.readRequest() != nil { peer.reply() }
            } _: { server in
                try await withTransport(kind) { transport in
                    let ends = Counter()
                    await withTaskGroup { group in
                        for round in 0..<300 {
                            group.addTask {
                                let task = Task { await transport.send(.test(server.url)) }
                                for _ in 0..<(round % 20) { await Task.yield() }
                                task.cancel()
                                let outcome = await task.value
                                if outcome.reply?.status == 200 || outcome.failure?.kind == .cancelled {
                                    ends.increment()
                                }
                            }
                        }
                    }
                    #expect(ends.value == 300)
                }
            }
        }

        @Test("shutdown ends what is in flight, and what comes later, as cancelled", arguments: TransportKind.allCases)
        func shutdownInFlight(_ kind: TransportKind) async throws {
            try await withServer(Self.silence) { server in
                let transport = kind.make()
                let outcomes = Recorder<HTTPOutcome>()
                for _ in 0..<10 { _ = transport.start(.test(server.url)) { outcomes.append($0) } }
                #expect(await eventually { server.seen.heads.count == 10 })
                await transport.shutdown()
                #expect(outcomes.all.count == 10)
                #expect(outcomes.all.allSatisfy { $0.failure?.kind == .cancelled && $0.failure?.phase == .waiting })
                let late = try #require(await transport.send(.submission(server.url)).failure)
                #expect(late.kind == .cancelled)
                #expect(late.provesNothingSent)
                let isOnLoop = Mutex(false)
                _ = transport.start(.test(server.url)) { outcome in
                    isOnLoop.withLock { $0 = transport.isIsolatingCurrentContext() == true }
                    outcomes.append(outcome)
                }
                #expect(await eventually { outcomes.all.count == 11 })
                #expect(isOnLoop.withLock { $0 })
            }
        }

        @Test(
            "shutdown may be asked for before anything, twice, and by several at once",
            arguments: TransportKind.allCases)
        func repeatedShutdown(_ kind: TransportKind) async throws {
            let unused = kind.make()
            await unused.shutdown()
            await unused.shutdown()
            #expect(await unused.send(.test("http://127.0.0.1:9")).failure?.kind == .cancelled)
            try await withServer(Self.silence) { server in
                let transport = kind.make()
                _ = transport.start(.test(server.url)) { _ in }
                await withTaskGroup { group in
                    for _ in 0..<8 { group.addTask { await transport.shutdown() } }
                }
            }
        }

        @Test(
            "a completion that starts again after shutdown does not keep it from ending",
            arguments: TransportKind.allCases)
        func restartingCompletion(_ kind: TransportKind) async throws {
            try await withServer(Self.silence) { server in
                let transport = kind.make()
                let again = Recorder<HTTPOutcome>()
                _ = transport.start(.test(server.url)) { _ in
                    _ = transport.start(.test(server.url)) { again.append($0) }
                }
                #expect(await eventually { !server.seen.heads.isEmpty })
                await transport.shutdown()
                #expect(await eventually { again.all.count == 1 })
                #expect(again.all[0].failure?.kind == .cancelled)
            }
        }

        @Test("a dropped transport ends its exchanges", arguments: TransportKind.allCases)
        func dropped(_ kind: TransportKind) async throws {
            try await withServer(Self.silence) { server in
                let outcomes = Recorder<HTTPOutcome>()
                do {
                    let transport = kind.make()
                    _ = transport.start(.test(server.url)) { outcomes.append($0) }
                    #expect(await eventually { !server.seen.heads.isEmpty })
                }
                #expect(await eventually { outcomes.all.count == 1 })
                #expect(outcomes.all[0].failure?.kind == .cancelled)
            }
        }
    }
}
