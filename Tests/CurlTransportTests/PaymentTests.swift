// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore

@testable import CurlTransport

/// What libcurl is kept from when it wants to send a payment again.
@Suite("A payment is given to libcurl once", .timeLimit(.minutes(1)))
struct PaymentTests {
    private static func transfer(_ purpose: HTTPExchange.Purpose) throws -> Transfer {
        let body = HTTPBody([.bytes([1, 2, 3])])
        let exchange = HTTPExchange.test("http://127.0.0.1:9", .post, purpose: purpose, body: body)
        return try Transfer(
            ExchangeID(rawValue: 1), exchange, for: .caller { _ in }, now: MonotonicTime(nanoseconds: 0),
            handles: HandlePool(.init()))
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
}
