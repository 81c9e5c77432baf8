// SPDX-License-Identifier: Apache-2.0
import Measuring

/// What following a task costs where each has a Swift task of its own that sleeps until the next poll.
@main
enum PeerTasks {
    static func main() {
        Program("peer-tasks", ["fires": fires, "parked": parked]).run()
    }

    /// `peer-tasks fires TASKS SECONDS`: 10,000 timers a second.
    private static func fires(_ arguments: Arguments) async throws {
        let count = try arguments.number(0)
        let seconds = try arguments.number(1, as: Double.self)
        let clock = ContinuousClock()
        let interval = Duration.seconds(Double(count) / 10_000)
        // The first round touches everything once.
        let begin = clock.now + .milliseconds(250)
        let end = begin + .seconds(seconds)
        let fired = await withTaskGroup(of: Int.self) { group in
            for index in 0..<count {
                let first = begin + interval * (Double(index) / Double(count)) - interval
                group.addTask {
                    var (due, fired) = (first, 0)
                    while due < end {
                        try? await clock.sleep(until: due)
                        if due >= begin { fired += 1 }
                        due += interval
                    }
                    return fired
                }
            }
            try? await clock.sleep(until: begin)
            let measurement = Measurement()
            var sum = 0
            for await fired in group { sum += fired }
            measurement.print(count: sum)
            return sum
        }
        guard fired > 0 else { throw Arguments.Failure("nothing fired") }
    }

    /// `peer-tasks parked TASKS`
    private static func parked(_ arguments: Arguments) async throws {
        let count = try arguments.number(0)
        Memory.beginPeak()
        let rest = Memory.resident
        let measurement = Measurement()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<count { group.addTask { try? await Task.sleep(for: .seconds(3600)) } }
            // Long enough for all of them to begin their sleep.
            try? await Task.sleep(for: .milliseconds(1500))
            measurement.print(count: count, ["taskBytes": Double(Memory.resident - rest) / Double(count)])
            group.cancelAll()
        }
    }
}
