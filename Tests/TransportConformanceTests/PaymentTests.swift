// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore

extension Conformance {
    /// A payment goes out once, whatever becomes of its connection.
    @Suite("A payment is sent once", .timeLimit(.minutes(10)))
    struct PaymentTests {
        /// Answers GETs and keeps the connection; a POST is read whole, and then the connection dies without an answer.
        private static let dyingAtPost: ByteServer.Script = { peer in
            while let request = peer.readRequest() {
                if request.head.hasPrefix("GET ") {
                    peer.reply()
                    continue
                }
                return peer.number.isMultiple(of: 2) ? peer.reset() : peer.close()
            }
        }

        @Test(
            "a call's POST on a kept connection that dies is sent again, or has a connection of its own",
            arguments: TransportKind.allCases)
        func callIsSentAgain(_ kind: TransportKind) async throws {
            try await withServer(Self.dyingAtPost) { server in
                try await withTransport(kind) { transport in
                    #expect(await transport.send(.test(server.url)).reply?.status == 200)
                    let body = HTTPBody([.bytes(Array("{}".utf8))])
                    let outcome = await transport.send(.test(server.url, .post, purpose: .call, body: body))
                    #expect(kind.mayCall(.connectionLost, outcome.failure?.kind))
                    let posts = server.seen.heads.count { $0.hasPrefix("POST ") }
                    #expect(posts == (kind.promises.repeatsCalls ? 2 : 1))
                }
            }
        }

        @Test(
            "a reused connection that dies never makes a second POST: many trials beside warm connections",
            arguments: [(TransportKind.curl, 10_000), (.urlSession, 1000)])
        func manyTrials(_ kind: TransportKind, _ trials: Int) async throws {
            let lanes = 16
            try await withServer(Self.dyingAtPost) { server in
                try await withTransport(kind) { transport in
                    let lost = Counter()
                    await withTaskGroup { group in
                        for lane in 0..<lanes {
                            group.addTask {
                                for trial in stride(from: lane, to: trials, by: lanes) {
                                    // Leaves a warm connection that the payment must not take.
                                    if trial % 5 == 0 { _ = await transport.send(.test(server.url)) }
                                    let failure = await transport.send(.submission(server.url)).failure
                                    if kind.mayCall(.connectionLost, failure?.kind), failure?.provesNothingSent == false
                                    {
                                        lost.increment()
                                    }
                                }
                            }
                        }
                    }
                    #expect(lost.value == trials)
                    #expect(server.seen.heads.count { $0.hasPrefix("POST ") } == trials)
                }
            }
        }

        @Test("calls share a connection, payments do not, and leave none behind", arguments: TransportKind.allCases)
        func connections(_ kind: TransportKind) async throws {
            try await withServer { peer in
                while let request = peer.readRequest() { peer.reply("\(peer.number) \(request.body.count)") }
            } _: { server in
                try await withTransport(kind) { transport in
                    var numbers: [String] = []
                    for step in 0..<9 {
                        let exchange: HTTPExchange = step % 3 == 1 ? .submission(server.url, "{}") : .test(server.url)
                        numbers.append(try #require(await transport.send(exchange).reply).text)
                    }
                    #expect(numbers == ["1 0", "2 2", "1 0", "1 0", "3 2", "1 0", "1 0", "4 2", "1 0"])
                }
            }
        }

        @Test(
            "nothing is redirected, whatever the status", arguments: TransportKind.allCases,
            ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"])
        func redirect(_ kind: TransportKind, _ status: String) async throws {
            try await withServer { peer in
                while peer.readRequest() != nil { peer.reply() }
            } _: { other in
                try await withServer { peer in
                    _ = peer.readRequest()
                    peer.reply("moved", status: status, fields: "Location: \(other.url)/\r\n")
                } _: { server in
                    try await withTransport(kind) { transport in
                        for purpose in [HTTPExchange.Purpose.submit, .call, .download] {
                            let body = purpose == .submit ? HTTPBody([.bytes([0x7B, 0x7D])]) : .empty
                            let method: HTTPRequest.Method = purpose == .submit ? .post : .get
                            let secret = try Secret("canary-key")
                            var exchange = HTTPExchange.test(server.url, method, purpose: purpose, body: body)
                            exchange.authorization = .init(secret: secret)
                            let reply = try #require(await transport.send(exchange).reply)
                            #expect(reply.status == Int(status.prefix(3)))
                            #expect(reply.headerFields[.location] == "\(other.url)/")
                            #expect(reply.text == "moved")
                        }
                        #expect(other.seen.connections == 0)
                    }
                }
            }
        }

        @Test(
            "a redirect that leads nowhere, or to where no URL leads, is a reply", arguments: TransportKind.allCases,
            ["", "Location: \r\n", "Location: mailto:a@b\r\n", "Location: /next\r\n"])
        func emptyRedirect(_ kind: TransportKind, _ field: String) async throws {
            try await withServer { peer in
                _ = peer.readRequest()
                peer.reply("", status: "302 Found", fields: field)
            } _: { server in
                try await withTransport(kind) { transport in
                    let reply = try #require(await transport.send(.submission(server.url)).reply)
                    #expect(reply.status == 302)
                    #expect(server.seen.heads.count == 1)
                }
            }
        }

        @Test(
            "a service that asks for a login is told nothing more", arguments: TransportKind.allCases,
            ["Basic realm=\"x\"", "Digest realm=\"x\", nonce=\"1\"", "Bearer", "Negotiate", "nonsense"])
        func challenge(_ kind: TransportKind, _ scheme: String) async throws {
            try await withServer { peer in
                while peer.readRequest() != nil {
                    peer.reply("who", status: "401 Unauthorized", fields: "WWW-Authenticate: \(scheme)\r\n")
                }
            } _: { server in
                try await withTransport(kind) { transport in
                    for exchange in [HTTPExchange.submission(server.url), .test(server.url)] {
                        let reply = try #require(await transport.send(exchange).reply)
                        #expect(reply.status == 401)
                        #expect(reply.text == "who")
                    }
                    #expect(server.seen.heads.count == 2)
                    #expect(!server.seen.heads.contains { $0.lowercased().contains("authorization") })
                }
            }
        }
    }
}
