// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

extension StoreRule {
    static let owning = [
        StoreRule(subject: "owners") { place in
            let first = try await place.open()
            let second = try await place.open()
            let name = try await first.owner()
            let other = try await second.owner()
            place.expect(name != other, "each store value must have an owner's name of its own.")
            place.expect(try await first.owner() == name, "a store must keep its owner's name as long as it is open.")
            for owner in [name, other] {
                for store in [first, second] {
                    place.expect(
                        try await store.isAlive(owner), "an owner whose store is open must be alive, for everybody.")
                }
            }
            for stranger in ["nobody", "", "../../etc/passwd", "a\u{0}b", String(repeating: "x", count: 5_000)] {
                place.expect(
                    try await !first.isAlive(StoreOwner(rawValue: stranger)),
                    "an owner that never was must not be alive: its tasks would be followed by nobody.")
            }
            await first.close()
            place.expect(
                try await !second.isAlive(name),
                "an owner whose store was closed must not be alive: its tasks would be followed by nobody.")
            let third = try await place.open()
            place.expect(
                try await !Set([name, other]).contains(third.owner()), "an owner's name must never be used again.")
            place.expect(try await !third.isAlive(name), "an owner that is gone must stay so.")
            place.expect(try await third.isAlive(other), "an owner must stay alive when others come and go.")
        },
        StoreRule(subject: "close") { place in
            let store = try await place.open()
            let task = try ExampleTasks.new("a", key: "k")
            _ = try await store.insert(task)
            let name = try await store.owner()
            await store.close()
            await store.close()
            let next = task.example(in: .submitting, at: 2)
            let calls: [(String, () async throws -> Void)] = [
                ("owner", { _ = try await store.owner() }),
                ("isAlive", { _ = try await store.isAlive(name) }),
                ("insert", { _ = try await store.insert(try ExampleTasks.new("b")) }),
                ("update", { _ = try await store.update(next) }),
                ("rescue", { try await store.rescue(next) }),
                ("task", { _ = try await store.task(task.id) }),
                ("task(requestID:)", { _ = try await store.task(requestID: "k") }),
                ("tasks(in:)", { _ = try await store.tasks(in: [.prepared]) }),
                ("remove", { _ = try await store.remove(task) }),
                ("record", { try await store.record(runningTime: .seconds(1), of: ExampleTasks.model) }),
                ("runningTimes", { _ = try await store.runningTimes(of: ExampleTasks.model) }),
                (
                    "takeResubmission",
                    {
                        let allowance = ResubmissionAllowance(perDay: 1, amountPerDay: .zero, assumedCost: .zero)
                        _ = try await store.takeResubmission(costing: .zero, from: allowance, day: 0)
                    }
                ),
            ]
            for (call, body) in calls {
                await place.expectStoreError(
                    "\(call) must throw an error with code store once the store is closed.", body)
            }
            place.expect(
                try await place.open().tasks() == [task], "nothing may be written once a store is closed.")
        },
    ]
}
