// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore

@testable import URLSessionTransport

@Suite("The life of a URLSession transport", .timeLimit(.minutes(1)))
struct LifeTests {
    @Test("a dropped transport leaves nothing behind", arguments: [false, true])
    func dropped(_ isShared: Bool) async throws {
        try await withServer { peer in
            while peer.readRequest() != nil { peer.reply() }
        } _: { server in
            weak var loop: SessionLoop?
            do {
                let transport = URLSessionTransport()
                loop = transport.loop
                let timer = transport.makeTimer {}
                timer.wake(at: transport.now + .seconds(3600))
                let exchange: HTTPExchange = isShared ? .test(server.url) : .submission(server.url)
                _ = transport.start(exchange) { _ in _ = (transport, timer) }
            }
            #expect(await eventually { loop == nil })
        }
    }

    @Test("after shutdown, no connection is left open")
    func connections() async throws {
        let ends = Counter()
        try await withServer { peer in
            while peer.readRequest() != nil { peer.reply() }
            ends.increment()
        } _: { server in
            let transport = URLSessionTransport()
            #expect(await transport.send(.test(server.url)).reply?.status == 200)
            #expect(await transport.send(.submission(server.url)).reply?.status == 200)
            // A payment's connection goes with it.
            #expect(await eventually { ends.value == 1 })
            await transport.shutdown()
            #expect(await eventually { ends.value == 2 })
        }
    }

    @Test("deadlines come out by time, equal ones in the order in which they were set")
    func alarms() {
        var alarms = Alarms()
        alarms.set(.timer(1), to: MonotonicTime(nanoseconds: 30))
        alarms.set(.timer(2), to: MonotonicTime(nanoseconds: 10))
        alarms.set(.timer(3), to: MonotonicTime(nanoseconds: 10))
        alarms.set(.end(ExchangeID(rawValue: 1)), to: MonotonicTime(nanoseconds: 5))
        alarms.set(.stall(ExchangeID(rawValue: 1)), to: MonotonicTime(nanoseconds: 6))
        alarms.set(.timer(1), to: MonotonicTime(nanoseconds: 20))
        alarms.removeAll(of: ExchangeID(rawValue: 1))
        var popped: [Alarms.Key] = []
        while let key = alarms.popDue(MonotonicTime(nanoseconds: 20)) { popped.append(key) }
        #expect(popped == [.timer(2), .timer(3), .timer(1)])
        #expect(alarms.earliest == nil)
    }
}
