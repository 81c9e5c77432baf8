// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks
import VideoTasksPostgres

/// Takes tasks through their lives in a store that others share, to be stopped at any step. It says what it is about to record, and
/// whether that was taken.
struct Holder {
    /// What others do to see that this process is dead takes as long.
    static let lease = Duration.milliseconds(300)

    let store: PostgresTaskStore

    init(address: String, schema: String) {
        var setup = PostgresSetup(name: schema, lease: Self.lease)
        // One that is stopped in the middle of a transaction keeps its locks as long as that.
        setup.statementLimit = 300
        store = PostgresTaskStore(PostgresAddress(address), setup)
    }

    func run() async throws {
        let owner = try await store.owner()
        StoreHammer.say("owner \(owner.rawValue)")
        let states: [TaskState] = [.submitting, .queued, .running, .delivering, .delivered]
        for number in 0... {
            var task = try ExampleTasks.new("\(owner.rawValue)-\(number)", price: Self.price, owner: owner)
            StoreHammer.say("begin prepared \(task.id.rawValue)")
            StoreHammer.say("\(await outcome { try await store.insert(task) == nil }) prepared")
            for (step, state) in states.enumerated() {
                let next = task.example(in: state, remoteID: "held-\(number)", at: Double(step + 2))
                StoreHammer.say("begin \(state.rawValue) \(task.id.rawValue)")
                StoreHammer.say("\(await outcome { try await store.update(next, within: nil) }) \(state.rawValue)")
                task = next
            }
        }
    }

    private static let price = PriceEstimate(
        lowest: Money(micros: 1), highest: Money(micros: 1), currency: "USD", basis: "an example")

    private func outcome(_ body: () async throws -> Bool) async -> String {
        do {
            return try await body() ? "taken" : "refused"
        } catch {
            return "refused by an error:"
        }
    }
}
