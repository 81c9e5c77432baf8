// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

extension StoreRule {
    /// Three submissions at 0.30 are within 1.00, four are not.
    private static let price = PriceEstimate(
        lowest: Money(micros: 300_000), highest: Money(micros: 300_000), currency: "USD", basis: "an example")
    private static let today = 20_000.0 * 86_400

    /// Whether a submission of `task` begins at `time`.
    private static func begin(
        _ task: VideoTask, at time: Double, in store: any TaskStore
    ) async throws -> Bool {
        do throws(VideoGenerationError) {
            let budget = Budget(perDay: Money(micros: 1_000_000))
            return try await store.update(task.example(in: .submitting, at: time), within: budget)
        } catch {
            guard error.code == .overBudget else { throw error }
            return false
        }
    }

    private static func tasks(_ name: String, _ count: Int, in store: any TaskStore) async throws -> [VideoTask] {
        var tasks: [VideoTask] = []
        for index in 0..<count {
            let task = try ExampleTasks.new("\(name)-\(index)", price: price, at: today)
            _ = try await store.insert(task)
            tasks.append(task)
        }
        return tasks
    }

    static let spending = [
        StoreRule(subject: "the budget at once") { place in
            let stores = try await place.openFour()
            let tasks = try await tasks("a", 32, in: stores[0])
            let begun = try await atOnce(32) { index in
                try await begin(tasks[index], at: today + 1, in: stores[index % 4])
            }.count { $0 }
            place.expect(
                begun == 3,
                "of 32 submissions at 0.30 at once, 3 are within a budget of 1.00 a day, not \(begun): count, check and "
                    + "record in one transaction.")
            let recorded = try await stores[1].tasks(in: [.submitting]).count
            place.expect(recorded == begun, "a submission that the budget refuses must leave its record as it was.")
        },
        StoreRule(subject: "the budget by day") { place in
            let store = try await place.open()
            let tasks = try await tasks("a", 12, in: store)
            for task in tasks.prefix(3) { _ = try await begin(task, at: today + 1, in: store) }
            let submitted = try await store.tasks(in: [.submitting])
            place.expect(submitted.count == 3, "three submissions at 0.30 are within a budget of 1.00.")
            guard submitted.count == 3 else { return }
            place.expect(try await !begin(tasks[3], at: today + 2, in: store), "a fourth would make it 1.20.")
            _ = try await store.update(submitted[0].example(in: .prepared, at: today + 3))
            place.expect(
                try await begin(tasks[4], at: today + 4, in: store),
                "what is charged no more must not be counted any more, and what was refused never.")
            _ = try await store.update(submitted[1].example(in: .submissionUnknown, at: today + 5))
            place.expect(
                try await !begin(tasks[5], at: today + 6, in: store),
                "a submission whose outcome is unknown stays counted.")
            var delivered = submitted[2].example(in: .queued, at: today + 86_401)
            _ = try await store.update(delivered)
            delivered = delivered.example(in: .delivered, at: today + 86_402)
            _ = try await store.update(delivered)
            _ = try await store.remove(delivered)
            place.expect(
                try await !begin(tasks[6], at: today + 7, in: store),
                "what was spent stays counted for a task that is gone.")
            var begun = 0
            for task in tasks[7...] where try await begin(task, at: today + 86_403, in: store) { begun += 1 }
            place.expect(
                begun == 3,
                "a charge must stay on the day on which it was counted first: on the next day 3 begin, not \(begun).")
        },
    ]
}
