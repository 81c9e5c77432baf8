// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore

extension Conformance {
    @Suite("Timers", .timeLimit(.minutes(1)))
    struct TimerTests {
        @Test("timers fire in the order of their moments, on the loop, not early", arguments: TransportKind.allCases)
        func order(_ kind: TransportKind) async throws {
            try await withTransport(kind) { transport in
                let fired = Recorder<String>()
                let base = transport.now
                let makers: [(String, Duration)] = [
                    ("c", .milliseconds(60)), ("a", .milliseconds(5)), ("b", .milliseconds(30)),
                ]
                let timers = makers.map { name, delay in
                    let timer = transport.makeTimer {
                        transport.checkIsolated()
                        if transport.now >= base + delay { fired.append(name) }
                    }
                    timer.wake(at: base + delay)
                    return timer
                }
                #expect(await eventually { fired.all.count == 3 })
                #expect(fired.all == ["a", "b", "c"])
                _ = timers
            }
        }

        @Test(
            "a moment that has passed means soon; setting again replaces; nil unsets", arguments: TransportKind.allCases
        )
        func reset(_ kind: TransportKind) async throws {
            try await withTransport(kind) { transport in
                let fired = Recorder<String>()
                let replaced = transport.makeTimer { fired.append("replaced") }
                let unset = transport.makeTimer { fired.append("unset") }
                let past = transport.makeTimer { fired.append("past") }
                // On the loop itself, so that no moment comes between two of these.
                let starter = transport.makeTimer {
                    unset.wake(at: transport.now)
                    replaced.wake(at: transport.now + .seconds(3600))
                    replaced.wake(at: transport.now + .milliseconds(40))
                    unset.wake(at: nil)
                    past.wake(at: MonotonicTime(nanoseconds: -5))
                }
                starter.wake(at: transport.now)
                #expect(await eventually { fired.all.count == 2 })
                #expect(fired.all == ["past", "replaced"])
                past.wake(at: transport.now)
                #expect(await eventually { fired.all.count == 3 })
                #expect(fired.all == ["past", "replaced", "past"])
                _ = unset
            }
        }

        @Test(
            "a timer that sets itself again goes on, and exchanges go on beside it", arguments: TransportKind.allCases)
        func repeating(_ kind: TransportKind) async throws {
            try await withServer { peer in
                while peer.readRequest() != nil { peer.reply() }
            } _: { server in
                try await withTransport(kind) { transport in
                    let ticks = Counter()
                    let own = Recorder<any LoopTimer>()
                    let timer = transport.makeTimer {
                        ticks.increment()
                        own.all.first?.wake(at: transport.now)
                    }
                    own.append(timer)
                    timer.wake(at: transport.now)
                    #expect(await eventually { ticks.value > 100 })
                    #expect(await transport.send(.test(server.url)).reply?.status == 200)
                    timer.wake(at: nil)
                    // The handler holds the list, the list holds the timer, the timer holds the handler.
                    own.removeAll()
                }
            }
        }

        @Test("a dropped timer does not fire", arguments: TransportKind.allCases)
        func dropped(_ kind: TransportKind) async throws {
            try await withTransport(kind) { transport in
                let fired = Recorder<String>()
                do {
                    let timer = transport.makeTimer { fired.append("dropped") }
                    timer.wake(at: transport.now + .seconds(1))
                }
                let later = transport.makeTimer { fired.append("later") }
                later.wake(at: transport.now + .milliseconds(1100))
                #expect(await eventually { !fired.all.isEmpty })
                #expect(fired.all == ["later"])
            }
        }

        @Test("the clocks go forward, and the wall clock is a date of this century", arguments: TransportKind.allCases)
        func clocks(_ kind: TransportKind) {
            let transport = kind.make()
            let first = transport.now
            #expect(transport.now >= first)
            #expect(transport.wallClock > 1_700_000_000)
            #expect(transport.wallClock < 4_100_000_000)
        }
    }
}
