// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Foundation
import Synchronization
import TestServers
import Testing
import VideoGenerationCore

@testable import URLSessionTransport

@Suite("Looking a name up first", .timeLimit(.minutes(1)))
struct LookupTests {
    private static func transport(_ lookUp: @escaping HostLookup.Function) -> URLSessionTransport {
        var configuration = URLSessionTransport.Configuration()
        configuration.lookUp = lookUp
        return URLSessionTransport(configuration: configuration)
    }

    @Test("one address that is not allowed among others is enough to refuse a name", arguments: [0, 1, 2])
    func oneOfSeveral(_ place: Int) async throws {
        var texts = ["93.184.216.34", "2606:4700::1111"]
        texts.insert("10.0.0.1", at: place)
        let addresses = texts.compactMap { IPAddress($0) }
        let transport = Self.transport { _ in addresses }
        let exchange = HTTPExchange.submission("https://media.example.com/").allowing(.publicAddresses)
        let failure = try #require(await transport.send(exchange).failure)
        #expect(failure.kind == .forbidden)
        #expect(failure.phase == .connecting)
        #expect(failure.provesNothingSent)
        #expect(failure.message == "media.example.com: 10.0.0.1 is not a public address, and not a trusted one")
        await transport.shutdown()
    }

    @Test("a name without an address ends the exchange, and proves that nothing was sent")
    func nothing() async throws {
        let transport = Self.transport { _ in [] }
        let failure = try #require(await transport.send(.submission("https://media.example.com/")).failure)
        #expect(failure.kind == .unreachable)
        #expect(failure.provesNothingSent)
        await transport.shutdown()
    }

    @Test(
        "a name server that does not answer ends in time, and proves that nothing was sent", arguments: [true, false])
    func silence(_ hasBody: Bool) async throws {
        let mayEnd = DispatchSemaphore(value: 0)
        let hasEnded = Counter()
        let transport = Self.transport { _ in
            mayEnd.wait()
            hasEnded.increment()
            return []
        }
        let limits = HTTPExchange.Limits(connect: .milliseconds(50), total: .seconds(20))
        let url = "https://media.example.com/"
        let exchange: HTTPExchange = hasBody ? .submission(url, limits: limits) : .test(url, limits: limits)
        let failure = try #require(await transport.send(exchange).failure)
        mayEnd.signal()
        #expect(failure.kind == .timedOut)
        #expect(failure.phase == .connecting)
        #expect(failure.provesNothingSent)
        #expect(await eventually { hasEnded.value == 1 })
        await transport.shutdown()
    }

    @Test("work of the app that keeps all cores busy holds no exchange up")
    func busyCores() async throws {
        let hasReply = Counter()
        try await withServer { peer in
            while peer.readRequest() != nil { peer.reply() }
        } _: { server in
            let transport = URLSessionTransport()
            let limit = ContinuousClock.now + .seconds(20)
            // More than there are workers, and none of them rests.
            for _ in 0..<ProcessInfo.processInfo.activeProcessorCount * 2 {
                DispatchQueue.global().async { while hasReply.value == 0, ContinuousClock.now < limit {} }
            }
            let repliedAt = Mutex<ContinuousClock.Instant?>(nil)
            _ = transport.start(.test(server.url)) { outcome in
                repliedAt.withLock { $0 = outcome.reply == nil ? nil : .now }
                hasReply.increment()
            }
            #expect(await eventually { hasReply.value == 1 })
            let replied = try #require(repliedAt.withLock { $0 })
            #expect(replied < limit)
            await transport.shutdown()
        }
    }

    @Test("an address is not looked up")
    func literal() async throws {
        let asked = Counter()
        let transport = Self.transport { _ in
            asked.increment()
            return []
        }
        try await withServer { peer in
            while peer.readRequest() != nil { peer.reply() }
        } _: { server in
            #expect(await transport.send(.test(server.url)).reply?.status == 200)
        }
        #expect(asked.value == 0)
        await transport.shutdown()
    }

    @Test("the system's resolver knows this machine, and not what is no name")
    func system() {
        #expect(!HostLookup.system("localhost").isEmpty)
        #expect(HostLookup.system("localhost").allSatisfy { $0.isLoopback })
        #expect(HostLookup.system(String(repeating: "a", count: 64) + ".test").isEmpty)
    }

    @Test("a refusal by one of two addresses does not prove that the other one got nothing")
    func secondAddress() async throws {
        // Where this machine has a name for both: IPv6 refuses, IPv4 reads the payment and closes, and the error code is
        // that of a refused connection.
        try await withServer { peer in
            _ = peer.readRequest()
        } _: { server in
            let transport = URLSessionTransport()
            // Without a body, so that no byte of one tells that the request was out.
            let exchange = HTTPExchange.test("http://localhost:\(server.port)", .post, purpose: .submit)
            let failure = try #require(await transport.send(exchange).failure)
            #expect(server.seen.heads.count == 1)
            #expect(!failure.provesNothingSent)
            await transport.shutdown()
        }
    }
}

extension HTTPExchange {
    fileprivate func allowing(_ reach: Reach) -> HTTPExchange {
        var copy = self
        copy.reach = reach
        return copy
    }
}
