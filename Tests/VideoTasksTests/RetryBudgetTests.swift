// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("The budget of asking again")
struct RetryBudgetTests {
    private func tries(_ trouble: RetryBudget.Trouble, _ count: Int) -> [RetryBudget.Retry] {
        var (budget, generator) = (RetryBudget(), SeededGenerator(seed: 5))
        return (1...count).map { budget.retry(after: trouble, failures: $0, using: &generator) }
    }

    @Test("pays for 35 tries after no answer, and for 100 after a refusal", arguments: RetryBudget.Trouble.allCases)
    func size(_ trouble: RetryBudget.Trouble) {
        let paid = trouble == .transient ? 35 : 100
        let tries = tries(trouble, 150)
        #expect(tries.prefix(paid).allSatisfy { $0.price == trouble.price })
        #expect(tries.dropFirst(paid).allSatisfy { $0.price == 0 })
        // Without money a try waits longest, and is made all the same.
        #expect(tries.dropFirst(paid).allSatisfy { (.seconds(20)...Duration.seconds(30)).contains($0.pause) })
    }

    @Test(
        "chooses a pause between nothing and a length that doubles, up to twenty seconds",
        arguments: [
            (RetryBudget.Trouble.transient, 1, 0.05), (.transient, 2, 0.1), (.transient, 5, 0.8), (.transient, 9, 12.8),
            (.transient, 10, 20), (.transient, 1_000_000, 20), (.transient, 0, 0.05), (.throttled, 1, 1),
            (.throttled, 3, 4), (.throttled, 6, 20),
        ])
    func jitter(_ trouble: RetryBudget.Trouble, failures: Int, longest: Double) {
        var generator = SeededGenerator(seed: 7)
        let pauses = (0..<400).map { _ in
            var budget = RetryBudget()
            return budget.retry(after: trouble, failures: failures, using: &generator).pause / .seconds(1)
        }
        #expect(pauses.allSatisfy { (0...longest).contains($0) })
        #expect(pauses.contains { $0 < longest * 0.05 } && pauses.contains { $0 > longest * 0.95 })
    }

    @Test("gets the price back when the try succeeds, one more for a clean success, and never more than it holds")
    func refund() {
        var (budget, generator) = (RetryBudget(), SeededGenerator(seed: 9))
        let paid = budget.retry(after: .transient, failures: 1, using: &generator)
        #expect(budget.tokens == 486 && !budget.isFull)
        budget.succeed(returning: paid.price)
        #expect(budget.isFull)
        budget.succeed()
        #expect(budget.tokens == RetryBudget.capacity)
        for _ in 0..<40 { _ = budget.retry(after: .transient, failures: 1, using: &generator) }
        #expect(budget.tokens == 10)
        // One that was not paid for gives what a clean success gives.
        budget.succeed(returning: 0)
        #expect(budget.tokens == 11)
    }

    @Test("is one for each host: an outage of one makes few questions there, costs no other, and loses nothing")
    func outage() throws {
        let folder = try TestFolder()
        let video = TinyVideo().build()
        let health = Duration.seconds(100)
        let script = Script(
            poll: { .done(["https://\($0.remoteID == "t-0" ? "well" : "ill").example/\($0.remoteID).mp4"]) },
            download: { call in
                call.exchange.request.authority == "ill.example" && call.time < health
                    ? .failure(.connectionLost) : .video(video)
            })
        let scene = Scene(script)
        let delivered = try scene.run { scene in
            var ids: [TaskID] = []
            for number in 0..<20 {
                let plan = try OutputPlan(output: "\(folder.path)/\(number).mp4", samples: 1)
                ids.append(try await scene.submit(to: .files(plan)))
            }
            var delivered = 0
            for id in ids where (try? await scene.tracker.delivery(of: id)) != nil { delivered += 1 }
            return delivered
        }
        #expect(delivered == 20)
        #expect(scene.downloads.count { $0.exchange.request.authority == "well.example" } == 1)
        // One for each file, those that the budget pays for, and then one in twenty seconds for each.
        let early = scene.downloads.count { $0.time < health } - 1
        #expect((19 + 35...19 + 35 + 19 * 5).contains(early), "\(early)")
    }
}
