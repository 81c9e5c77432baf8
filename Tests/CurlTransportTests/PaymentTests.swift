// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore

@testable import CurlTransport

/// A payment goes out once, whatever becomes of its connection.
@Suite("A payment is sent once", .timeLimit(.minutes(10)))
struct PaymentTests {
    /// Answers GETs and keeps the connection; a POST is read whole, and then the connection dies without an answer.
    private static let dyingAtPost: ByteServer.Script = { peer in
        var posts = 0
        while let request = peer.readRequest() {
            if request.head.hasPrefix("GET ") {
                peer.reply()
                continue
            }
            posts += 1
            return peer.number.isMultiple(of: 2) ? peer.reset() : peer.close()
        }
    }

    @Test("libcurl sends a call's POST again when the kept connection dies: what a payment must be kept from")
    func callIsSentAgain() async throws {
        try await withServer(Self.dyingAtPost) { server in
            try await withTransport { transport in
                #expect(await transport.send(.test(server.url)).reply?.status == 200)
                let body = HTTPBody([.bytes(Array("{}".utf8))])
                let outcome = await transport.send(.test(server.url, .post, purpose: .call, body: body))
                #expect(outcome.failure?.kind == .connectionLost)
                #expect(server.seen.heads.count { $0.hasPrefix("POST ") } == 2)
            }
        }
    }

    @Test("a reused connection that dies never makes a second POST: 10,000 trials beside warm connections")
    func tenThousandTrials() async throws {
        let trials = 10_000
        let lanes = 16
        try await withServer(Self.dyingAtPost) { server in
            try await withTransport { transport in
                let lost = Counter()
                await withTaskGroup { group in
                    for lane in 0..<lanes {
                        group.addTask {
                            for trial in stride(from: lane, to: trials, by: lanes) {
                                // Leaves a warm connection that the payment must not take.
                                if trial % 5 == 0 { _ = await transport.send(.test(server.url)) }
                                let failure = await transport.send(.submission(server.url)).failure
                                if failure?.kind == .connectionLost, failure?.provesNothingSent == false {
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

    @Test("calls share a connection, payments do not, and leave none behind")
    func connections() async throws {
        try await withServer { peer in
            while let request = peer.readRequest() { peer.reply("\(peer.number) \(request.body.count)") }
        } _: { server in
            try await withTransport { transport in
                var numbers: [String] = []
                for step in 0..<9 {
                    let exchange: HTTPExchange = step % 3 == 1 ? .submission(server.url, "{}") : .test(server.url)
                    numbers.append(try #require(await transport.send(exchange).reply).text)
                }
                #expect(numbers == ["1 0", "2 2", "1 0", "1 0", "3 2", "1 0", "1 0", "4 2", "1 0"])
            }
        }
    }

    private static func transfer(_ purpose: HTTPExchange.Purpose) throws -> Transfer {
        let body = HTTPBody([.bytes([1, 2, 3])])
        let exchange = HTTPExchange.test("http://127.0.0.1:9", .post, purpose: purpose, body: body)
        let start = LoopInbox.Start(id: ExchangeID(rawValue: 1), exchange: exchange) { _ in }
        return try Transfer(start, now: MonotonicTime(nanoseconds: 0), handles: HandlePool(.init()))
    }

    @Test("libcurl may have a payment's body again only while it has none of it")
    func rewind() throws {
        for (purpose, isRefused) in [(HTTPExchange.Purpose.submit, true), (.call, false)] {
            let transfer = try Self.transfer(purpose)
            #expect(transfer.rewindBody(to: 0, from: 0) == 0)
            var room: [UInt8] = [0, 0]
            _ = try unsafe room.withUnsafeMutableBytes { try unsafe transfer.body.read(into: $0) }
            #expect(transfer.body.handedOver == 2)
            #expect((transfer.rewindBody(to: 0, from: 0) != 0) == isRefused)
            #expect(transfer.problem?.kind == (isRefused ? .connectionLost : nil))
            #expect(transfer.body.handedOver == (isRefused ? 2 : 0))
            #expect(!transfer.failure(.connectionLost, "").provesNothingSent || !isRefused)
        }
    }

    @Test("a payment is given to a connection once, even if it has no body")
    func secondRequest() throws {
        let loopback = IPAddress("127.0.0.1")
        let payment = try Self.transfer(.submit)
        #expect(payment.admitsRequest(to: loopback))
        #expect(!payment.admitsRequest(to: loopback))
        #expect(!payment.failure(.connectionLost, "").provesNothingSent)
        let call = try Self.transfer(.call)
        #expect(call.admitsRequest(to: loopback))
        #expect(call.admitsRequest(to: loopback))
        #expect(!call.admitsRequest(to: IPAddress("10.0.0.1")))
        #expect(call.problem?.kind == .forbidden)
    }

    @Test(
        "a payment is not redirected, whatever the status",
        arguments: ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"])
    func redirect(_ status: String) async throws {
        try await withServer { peer in
            while peer.readRequest() != nil { peer.reply() }
        } _: { other in
            try await withServer { peer in
                _ = peer.readRequest()
                peer.reply("moved", status: status, fields: "Location: \(other.url)/\r\n")
            } _: { server in
                try await withTransport { transport in
                    for purpose in [HTTPExchange.Purpose.submit, .call, .download] {
                        let body = purpose == .submit ? HTTPBody([.bytes([0x7B, 0x7D])]) : .empty
                        let method: HTTPRequest.Method = purpose == .submit ? .post : .get
                        let secret = try Secret("canary-key")
                        var exchange = HTTPExchange.test(server.url, method, purpose: purpose, body: body)
                        exchange.authorization = .init(secret: secret)
                        let reply = try #require(await transport.send(exchange).reply)
                        #expect(reply.status == Int(status.prefix(3)))
                        #expect(reply.headerFields[.location] == "\(other.url)/")
                    }
                    #expect(other.seen.connections == 0)
                }
            }
        }
    }
}
