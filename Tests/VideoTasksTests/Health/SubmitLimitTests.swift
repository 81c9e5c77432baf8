// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@testable import VideoTasks

@Suite("The limit of submissions at once")
struct SubmitLimitTests {
    private func time(_ seconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: seconds * 1_000_000_000) }

    private func limit(inFlight: Int) -> SubmitLimit {
        var limit = SubmitLimit()
        for _ in 0..<inFlight { limit.begin() }
        return limit
    }

    @Test(
        "is none, until the service wants fewer; that halves what was on its way", arguments: [(1, 1), (2, 1), (9, 4)])
    func halves(inFlight: Int, expected: Int) {
        var limit = limit(inFlight: inFlight)
        #expect(limit.admits(at: time(1)) && limit.limit == nil)
        limit.halve(begunAt: time(0), at: time(1))
        #expect(limit.limit == expected)
        #expect(limit.admits(at: time(1)) == false)
    }

    @Test("falls once for all that were on their way together")
    func once() {
        var limit = limit(inFlight: 40)
        for _ in 0..<40 {
            limit.halve(begunAt: time(0), at: time(1))
            limit.end()
        }
        #expect(limit.limit == 20)
        limit.begin()
        limit.halve(begunAt: time(2), at: time(3))
        #expect(limit.limit == 1)
    }

    @Test("falls again for what began after it fell, also if it has risen since")
    func again() {
        var limit = limit(inFlight: 8)
        limit.halve(begunAt: time(0), at: time(0))
        limit.halve(begunAt: time(50), at: time(65))
        #expect(limit.limit == 2)
    }

    @Test("rises by one in each minute without a complaint, and is gone at 64")
    func rises() {
        var limit = limit(inFlight: 20)
        limit.halve(begunAt: time(0), at: time(0))
        #expect(!limit.admits(at: time(59)) && limit.limit == 10)
        #expect(!limit.admits(at: time(60)) && limit.limit == 11)
        #expect(!limit.admits(at: time(60 + 179)) && limit.limit == 13)
        #expect(limit.admits(at: time(60 * 53)) && limit.limit == 63)
        #expect(limit.admits(at: time(60 * 54)) && limit.limit == nil)
    }

    @Test("rises with each success after an outage, until the service wants fewer")
    func ramps() {
        var limit = SubmitLimit()
        limit.ramp(at: time(0))
        #expect(limit.limit == 1)
        for _ in 0..<9 { limit.succeed() }
        #expect(limit.limit == 10)
        for _ in 0..<10 { limit.begin() }
        limit.halve(begunAt: time(1), at: time(1))
        limit.succeed()
        #expect(limit.limit == 5)
    }
}
