// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore

extension Conformance {
    @Suite("Connections", .timeLimit(.minutes(1)))
    struct ConnectionTests {
        private static let answering: ByteServer.Script = { peer in
            while peer.readRequest() != nil { peer.reply() }
        }

        @Test(
            "many calls at once share the allowed number of connections, and all end", arguments: TransportKind.allCases
        )
        func manyCalls(_ kind: TransportKind) async throws {
            try await withServer(Self.answering) { server in
                try await withTransport(kind, .init(connectionsPerHost: 4)) { transport in
                    let replies = Counter()
                    await withTaskGroup { group in
                        for _ in 0..<500 {
                            group.addTask {
                                if await transport.send(.test(server.url)).reply?.status == 200 { replies.increment() }
                            }
                        }
                    }
                    #expect(replies.value == 500)
                    #expect(server.seen.heads.count == 500)
                    #expect((1...4).contains(server.seen.connections))
                }
            }
        }

        @Test("payments get through beside calls that hold all connections", arguments: TransportKind.allCases)
        func paymentBesideCalls(_ kind: TransportKind) async throws {
            try await withServer(Self.answering) { server in
                try await withTransport(kind, .init(connectionsPerHost: 2)) { transport in
                    let ends = Counter()
                    await withTaskGroup { group in
                        for number in 0..<100 {
                            group.addTask {
                                let exchange: HTTPExchange =
                                    number % 4 == 0 ? .submission(server.url) : .test(server.url)
                                if await transport.send(exchange).reply?.status == 200 { ends.increment() }
                            }
                        }
                    }
                    #expect(ends.value == 100)
                    #expect(server.seen.heads.count { $0.hasPrefix("POST") } == 25)
                }
            }
        }

        @Test("a kept connection that the server has closed costs a call nothing", arguments: TransportKind.allCases)
        func closedBetweenCalls(_ kind: TransportKind) async throws {
            try await withServer { peer in
                if peer.readRequest() != nil { peer.reply("\(peer.number)") }
            } _: { server in
                try await withTransport(kind) { transport in
                    for number in 1...50 {
                        #expect(await transport.send(.test(server.url)).reply?.text == "\(number)")
                    }
                }
            }
        }

        @Test("a download of many megabytes reaches its sink whole", arguments: TransportKind.allCases)
        func download(_ kind: TransportKind) async throws {
            let piece = (0..<65_536).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            try await withServer { peer in
                _ = peer.readRequest()
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(160 * piece.count)\r\n\r\n")
                for _ in 0..<160 { peer.send(piece) }
            } _: { server in
                try await withTransport(kind) { transport in
                    let sink = TestSink()
                    let limits = HTTPExchange.Limits(total: nil, stall: .seconds(20), bodyBytes: 1 << 30)
                    let exchange = HTTPExchange.test(server.url, purpose: .download, limits: limits, sink: sink)
                    let reply = try #require(await transport.send(exchange).reply)
                    #expect(reply.body.isEmpty)
                    #expect(sink.taken.count == 160 * piece.count)
                    #expect(sink.taken.suffix(piece.count) == piece[...])
                }
            }
        }

        @Test("many transports come and go", arguments: TransportKind.allCases)
        func manyTransports(_ kind: TransportKind) async throws {
            try await withServer(Self.answering) { server in
                for _ in 0..<100 {
                    try await withTransport(kind) { transport in
                        #expect(await transport.send(.test(server.url)).reply?.status == 200)
                    }
                }
                #expect(await eventually { server.seen.connections == 100 })
            }
        }
    }
}
