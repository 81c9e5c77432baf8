// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("How often a task is asked for")
struct PollScheduleTests {
    private func bounds(
        _ schedule: PollSchedule = .init(), elapsed: Duration, eta: Duration? = nil, failures: Int = 0,
        floor: Duration? = nil
    ) -> (least: Double, most: Double) {
        var generator = SeededGenerator(seed: 3)
        let waits = (0..<500).map { _ in
            schedule.wait(elapsed: elapsed, eta: eta, failures: failures, floor: floor, using: &generator) / .seconds(1)
        }
        return (waits.min() ?? 0, waits.max() ?? 0)
    }

    private func expect(_ bounds: (least: Double, most: Double), around middle: Double) {
        #expect(bounds.least >= middle * 0.8 && bounds.least < middle * 0.81)
        #expect(bounds.most <= middle * 1.2 && bounds.most > middle * 1.19)
    }

    @Test(
        "a tenth of the task's age, from 3 to 30 s, a fifth more or less; a hundredth when it is old",
        arguments: [
            (0, 3.0), (10, 3), (30, 3), (60, 6), (200, 20), (300, 30), (3000, 30), (6000, 60), (30_000, 300),
            (80_000, 300), (-50, 3),
        ])
    func growth(elapsed: Int, middle: Double) {
        expect(bounds(elapsed: .seconds(elapsed)), around: middle)
    }

    @Test(
        "half of what the service guesses, within the same bounds",
        arguments: [(2.0, 3.0), (20, 10), (59, 29.5), (900, 30), (-20, 3)])
    func guess(eta: Double, middle: Double) {
        expect(bounds(elapsed: .seconds(5), eta: .seconds(eta)), around: middle)
    }

    @Test(
        "questions without an answer wait longer, up to two minutes",
        arguments: [(0, 3.0), (1, 3), (2, 6), (3, 12), (4, 24), (5, 48), (6, 96), (7, 96), (1_000_000, 96)])
    func failures(count: Int, middle: Double) {
        expect(bounds(elapsed: .zero, failures: count), around: middle)
    }

    @Test("the wait after many failures ends at two minutes")
    func cap() {
        expect(bounds(elapsed: .seconds(300), failures: 100), around: 120)
    }

    @Test("what the service asks for is the least, and does not shorten", arguments: [(1.0, 2.4), (3, 3), (900, 900)])
    func floor(floor: Double, least: Double) {
        #expect((bounds(elapsed: .zero, floor: .seconds(floor)).least - least).magnitude < 0.02)
    }

    @Test("a schedule that makes no sense does not become a storm", arguments: [0, -10])
    func senseless(seconds: Int) {
        var schedule = PollSchedule()
        (schedule.shortest, schedule.longest) = (.seconds(seconds), .seconds(seconds))
        #expect(bounds(schedule, elapsed: .zero).least >= 0.079)
    }

    @Test("the longest wait is never below the shortest")
    func order() {
        #expect(PollSchedule(shortest: .seconds(50), longest: .seconds(1)).longest == .seconds(50))
    }

    @Test("a task is asked at this pace: first after about 3 s, then seldom and seldomer")
    func pace() throws {
        let scene = Scene(Script(poll: { $0.time < .seconds(600) ? .running : .done() }))
        _ = try scene.deliver()
        let times = scene.polls.map { $0.time / .seconds(1) }
        #expect(times[0] > 2.4 && times[0] < 3.7)
        for (later, earlier) in zip(times.dropFirst(), times) {
            let middle = min(30, max(3, earlier / 10))
            #expect(later - earlier > middle * 0.79 && later - earlier < middle * 1.21 + 0.1)
        }
        #expect(times.count > 30 && times.count < 70)
    }

    @Test("the service's guess is followed")
    func followsGuess() throws {
        let scene = Scene(Script(poll: inTurn(.status("TASK_STATUS_PROCESSING", eta: 40), .done())))
        _ = try scene.deliver()
        let times = scene.polls.map(\.time)
        #expect(times[1] - times[0] > .seconds(16) && times[1] - times[0] < .seconds(24.1))
    }

    @Test(
        "before half of what such tasks take, nobody is asked; then as ever",
        arguments: [
            (0, 120, 60.0), (20, 120, 40), (57, 120, 5.7), (300, 120, 30), (0, 3600, 300), (0, 2, 3), (0, -9, 3),
        ])
    func expected(elapsed: Int, expected: Int, middle: Double) {
        var generator = SeededGenerator(seed: 4)
        let waits = (0..<500).map { _ in
            PollSchedule().wait(elapsed: .seconds(elapsed), expected: .seconds(expected), using: &generator)
                / .seconds(1)
        }
        expect((waits.min() ?? 0, waits.max() ?? 0), around: middle)
    }

    @Test("what is expected does not put off the answer to a question that failed, nor a wait that was asked for")
    func expectedAndTrouble() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<200 {
            let again = PollSchedule().wait(
                elapsed: .zero, expected: .seconds(600), failures: 1, using: &generator)
            #expect(again <= .seconds(3.6))
            let asked = PollSchedule().wait(
                elapsed: .zero, expected: .seconds(20), floor: .seconds(77), using: &generator)
            #expect(asked == .seconds(77))
        }
    }
}
