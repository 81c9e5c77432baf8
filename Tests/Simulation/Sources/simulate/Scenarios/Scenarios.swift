// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

/// Named runs at full size: an outage, and clocks that jump.
enum Scenarios {
    /// Runs all; false if one broke a promise.
    static func run() -> Bool {
        var isWell = true
        func expect(_ isTrue: Bool, _ what: String) {
            if !isTrue { print("BROKEN: \(what)") }
            isWell = isWell && isTrue
        }
        do {
            let price = Money(micros: 100_000)
            let large = ResubmissionAllowance(
                perDay: 100_000, amountPerDay: Money(micros: 10_000_000_000), assumedCost: price)
            let few = ResubmissionAllowance(
                perDay: 100, amountPerDay: Money(micros: 10_000_000_000), assumedCost: price)
            let poor = ResubmissionAllowance(
                perDay: 100_000, amountPerDay: Money(micros: 5_000_000), assumedCost: price)
            try outage("an outage, with a large allowance", large, expect)
            try outage("an outage, with 100 resubmissions a day", few, expect)
            try outage("an outage, with 5.00 a day", poor, expect)
            try outage("an outage, without an allowance", nil, expect)
            try clocks(expect)
        } catch {
            expect(false, "a scenario does not end: \(error)")
        }
        return isWell
    }

    /// Ten minutes of gateways' pages and resets at five submissions a second, then health.
    private static func outage(
        _ name: String, _ allowance: ResubmissionAllowance?, _ expect: (Bool, String) -> Void
    ) throws {
        let crowd = Crowd(seed: 7, resubmission: allowance)
        crowd.illUntil = MonotonicTime(nanoseconds: 0) + .seconds(600)
        let count = 3000
        try crowd.loop.run(maximumSteps: 100_000_000) {
            for number in 0..<count {
                try await crowd.submit(number)
                await crowd.pass(.milliseconds(200))
            }
            await crowd.settle(count)
        }
        crowd.loop.forgetTimers()
        let tasks = try crowd.store.tasks(in: Set(TaskState.allCases))
        let delivered = tasks.count { $0.state == .delivered }
        let unknown = tasks.filter { $0.state == .submissionUnknown }
        let resubmitted = crowd.posts - count
        let bills = Dictionary(crowd.ledger.map { ($0, 1) }, uniquingKeysWith: +)
        let twice = bills.values.count { $0 > 1 }
        print(
            "\(name): \(delivered) delivered, \(unknown.count) unknown, \(resubmitted) resubmitted, \(twice) paid twice"
        )
        expect(crowd.ends.count == count, "\(name): \(count - crowd.ends.count) are never told the end")
        expect(delivered + unknown.count == count, "\(name): some are neither delivered nor unknown")
        expect(unknown.allSatisfy { $0.evidence != nil }, "\(name): an unknown outcome has no evidence")
        expect(resubmitted <= (allowance?.perDay ?? 0), "\(name): more was submitted again than allowed")
        let spent = Int64(resubmitted) * 100_000
        expect(spent <= (allowance?.amountPerDay.micros ?? 0), "\(name): more was spent than allowed")
        if let allowance, allowance.perDay > count, allowance.amountPerDay.micros > Int64(count) * 100_000 {
            expect(delivered * 100 >= count * 99, "\(name): less than 99 % end well")
        }
        if allowance == nil {
            expect(twice == 0, "\(name): something was paid twice")
            // Whoever comes after the first few failures waits until the service is well.
            expect(unknown.count * 100 <= count, "\(name): more than 1 % ran into the outage")
        }
    }

    /// Two hundred tasks in flight while the wall clock jumps and the machine sleeps.
    private static func clocks(_ expect: (Bool, String) -> Void) throws {
        let crowd = Crowd(seed: 8)
        let count = 200
        try crowd.loop.run(maximumSteps: 100_000_000) {
            for number in 0..<count {
                try await crowd.submit(number)
                await crowd.pass(.milliseconds(50))
            }
            for jump in [3600.0, -3600, 86_400, -86_400] {
                await crowd.pass(.seconds(5))
                crowd.loop.setWallClock(forward: jump)
            }
            await crowd.pass(.seconds(5))
            crowd.loop.suspend(for: .seconds(8 * 3600))
            await crowd.settle(count)
        }
        crowd.loop.forgetTimers()
        let delivered = try crowd.store.tasks(in: [.delivered]).count
        let most = mostInASecond(crowd.questions)
        print("clocks that jump: \(delivered) of \(count) delivered, at most \(most) questions in a second")
        expect(delivered == count, "clocks that jump: \(count - delivered) were not delivered")
        expect(crowd.troubles.isEmpty, "clocks that jump: \(crowd.troubles.first?.message ?? "")")
        // What the pace lets through at once after a rest, and what it hands out in a second.
        expect(most <= 20, "clocks that jump: a burst of \(most) questions")
    }

    private static func mostInASecond(_ times: [MonotonicTime]) -> Int {
        var (first, most) = (0, 0)
        for (index, time) in times.enumerated() {
            while times[first] + .seconds(1) <= time { first += 1 }
            most = max(most, index - first + 1)
        }
        return most
    }
}
