// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing
import VideoGenerationCore
import VideoWebhooks

@Suite("The keys of fal's webhooks are fetched")
struct KeyCacheTests {
    typealias Vector = FalVector

    private let publisher = Publisher()

    private func verifier() throws -> FalWebhooks {
        FalWebhooks(keysAt: try #require(FalWebhooks.keyURL), by: publisher)
    }

    /// Deliveries that differ in nothing but when they are signed are not in the vectors: here only forged ones repeat.
    private func forged(late: Double = 1) -> WebhookDelivery { Vector.delivery(body: "{}", late: late) }

    @Test("once for all who wait, and each delivery is taken once")
    func once() async throws {
        publisher.reply = Vector.keySet([Vector.oldKey])
        let verifier = try verifier()
        let codes = await withTaskGroup(of: VideoGenerationError.Code?.self) { group in
            for _ in 0..<50 { group.addTask { await verifier.refusal(of: Vector.delivery())?.code } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.filter { $0 == nil }.count == 1)
        #expect(codes.filter { $0 == .webhookRepeated }.count == 49)
        #expect(publisher.requests == ["https://rest.alpha.fal.ai/.well-known/jwks.json"])
    }

    @Test("again when no known key has signed a delivery, and then a new key is known")
    func rotation() async throws {
        publisher.reply = Vector.keySet([Vector.newKey])
        let verifier = try verifier()
        #expect(await verifier.refusal(of: forged(late: -100))?.code == .webhookRefused)
        publisher.reply = Vector.keySet([Vector.newKey, Vector.oldKey])
        #expect(await verifier.refusal(of: Vector.delivery(late: 0)) == nil)
        #expect(publisher.requests.count == 2)
    }

    @Test("not more often than once a minute, whatever is sent")
    func flood() async throws {
        publisher.reply = Vector.keySet([Vector.oldKey])
        let verifier = try verifier()
        for number in 0..<1000 {
            #expect(await verifier.refusal(of: forged(late: Double(number) * 0.11))?.code == .webhookRefused)
        }
        #expect(publisher.requests.count == 2)
        // What is genuine is still taken.
        #expect(await verifier.refusal(of: Vector.delivery(late: 111)) == nil)
    }

    @Test("again after a day, and no older ones are used", arguments: [nil, Vector.keySet([Vector.newKey])])
    func expiry(later: String?) async throws {
        publisher.reply = Vector.keySet([Vector.oldKey])
        let verifier = try verifier()
        #expect(await verifier.refusal(of: forged(late: -86_401))?.code == .webhookRefused)
        #expect(publisher.requests.isEmpty, "what is stale costs no fetch")
        let early = FalWebhooks(
            keysAt: try #require(FalWebhooks.keyURL), by: publisher, tolerance: .seconds(100_000))
        #expect(await early.refusal(of: forged(late: -86_401))?.code == .webhookRefused)
        publisher.reply = later
        let refusal = await early.refusal(of: Vector.delivery(late: 0))
        #expect(refusal?.code == (later == nil ? .serviceUnavailable : .webhookRefused))
        #expect(publisher.requests.count == 2)
    }

    @Test(
        "in vain: the delivery may be sent again, and for a minute nobody is asked",
        arguments: [nil, "<html>", #"{"keys":[]}"#])
    func unavailable(reply: String?) async throws {
        publisher.reply = reply
        let verifier = try verifier()
        for late in [0.0, 1, 59] {
            let refusal = try #require(await verifier.refusal(of: Vector.delivery(late: late)))
            #expect(refusal.code == .serviceUnavailable && refusal.isRetryable)
        }
        #expect(publisher.requests.count == 1)
        publisher.reply = Vector.keySet([Vector.oldKey])
        #expect(await verifier.refusal(of: Vector.delivery(late: 60)) == nil)
    }

    @Test("in vain for a new key: the delivery may be sent again")
    func noNewKeys() async throws {
        publisher.reply = Vector.keySet([Vector.newKey])
        let verifier = try verifier()
        #expect(await verifier.refusal(of: forged(late: -100))?.code == .webhookRefused)
        publisher.reply = nil
        for late in [0.0, 1] {
            #expect(await verifier.refusal(of: Vector.delivery(late: late))?.code == .serviceUnavailable)
        }
        #expect(publisher.requests.count == 2)
    }

    @Test("also after the clock was set back")
    func clockSetBack() async throws {
        publisher.reply = Vector.keySet([Vector.newKey])
        let verifier = try verifier()
        #expect(await verifier.refusal(of: forged(late: 200))?.code == .webhookRefused)
        publisher.reply = Vector.keySet([Vector.oldKey])
        #expect(await verifier.refusal(of: Vector.delivery(late: -200)) == nil)
    }
}

/// Publishes a key set, or is down.
private final class Publisher: HTTPTransport {
    private let state = Mutex<(reply: String?, requests: [String])>((nil, []))

    var reply: String? {
        get { state.withLock { $0.reply } }
        set { state.withLock { $0.reply = newValue } }
    }
    var requests: [String] { state.withLock { $0.requests } }

    func send(_ exchange: HTTPExchange) async -> HTTPOutcome {
        let request = exchange.request
        let address = "\(request.scheme ?? "")://\(request.authority ?? "")\(request.path ?? "")"
        let reply = state.withLock { state in
            state.requests.append(address)
            return state.reply
        }
        await Task.yield()
        guard let reply else { return .reply(HTTPReply(status: 503)) }
        return .reply(HTTPReply(status: 200, body: Array(reply.utf8)))
    }
}
