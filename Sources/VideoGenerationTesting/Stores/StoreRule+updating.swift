// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

extension StoreRule {
    static let updating = [
        StoreRule(subject: "update") { place in
            let store = try await place.open()
            let first = try ExampleTasks.new("a")
            _ = try await store.insert(first)
            let second = first.example(in: .submitting, at: 2)
            place.expect(try await store.update(second), "the next revision must be taken, and true returned.")
            place.expect(try await store.task(first.id) == second, "the revision that was taken must be read.")
            let listed = [try await store.tasks(in: [.submitting]), try await store.tasks(in: [.prepared])]
            place.expect(listed == [[second], []], "tasks(in:) must know the new state.")
            let third = second.example(in: .queued, at: 3)
            let fifth = third.example(in: .running, at: 4).example(in: .delivering, at: 5)
            for wrong in [first, second, fifth] {
                place.expect(
                    try await !store.update(wrong),
                    "revision \(wrong.revision) was taken over revision 1: replace only where the recorded revision is "
                        + "task.revision - 1, and return false otherwise.")
            }
            place.expect(
                try await store.task(first.id) == second, "an update that was refused must leave the record as it was.")
            let missing = try ExampleTasks.new("b").example(in: .submitting, at: 2)
            place.expect(try await !store.update(missing), "return false for a task that is not recorded.")
            place.expect(try await store.task(missing.id) == nil, "a task that is not recorded must not be made.")
        },
        StoreRule(subject: "another model") { place in
            let store = try await place.open()
            let first = try ExampleTasks.new("a")
            _ = try await store.insert(first)
            let next = first.example(asking: try ExampleTasks.new("other", of: ExampleTasks.otherModel), at: 2)
            place.expect(try await store.update(next), "a task that goes to another model is the same task.")
            place.expect(
                try await store.task(first.id) == next, "the model and what it is asked belong to the revision, too.")
        },
        StoreRule(subject: "updates at once") { place in
            let stores = try await place.openFour()
            var task = try ExampleTasks.new("a")
            _ = try await stores[0].insert(task)
            for round in 1...5 {
                let next = task.example(in: .running, at: Double(round))
                let winners = try await atOnce(16) { index in
                    try await stores[index % 4].update(next.owned(by: StoreOwner(rawValue: "owner-\(index)")))
                }.count { $0 }
                place.expect(
                    winners == 1,
                    "of 16 updates from one revision at once one must be taken, not \(winners): compare and replace in "
                        + "one statement or transaction.")
                task = try await stores[0].task(task.id) ?? next
                place.expect(task.revision == round, "after \(round) updates the revision must be \(round).")
            }
        },
        StoreRule(subject: "rescue") { place in
            let store = try await place.open()
            let first = try ExampleTasks.new("a")
            _ = try await store.insert(first)
            let submitting = first.example(in: .submitting, at: 2)
            _ = try await store.update(submitting)
            let accepted = submitting.example(in: .queued, remoteID: "precious", at: 3)
            do {
                try await store.rescue(accepted)
            } catch let error as VideoGenerationError where error.code == .store {
                return  // A store may have no means left, as long as it says so.
            }
            let other = try await place.open()
            for reader in [other, store] {
                place.expect(
                    try await reader.task(first.id)?.handle == accepted.handle,
                    "what was rescued must be in the record, for every owner, or rescue must throw.")
            }
            let running = accepted.example(in: .running, remoteID: "precious", at: 4)
            place.expect(try await store.update(running), "the revision after a rescued one must be taken.")
            try? await store.rescue(submitting)
            place.expect(
                try await store.task(first.id) == running, "an old record that is rescued must not replace a newer one."
            )
        },
        StoreRule(subject: "rescue") { place in
            let store = try await place.open()
            for state in [TaskState.queued, .cancelled] {
                let first = try ExampleTasks.new("late-\(state.rawValue)")
                _ = try await store.insert(first)
                let submitting = first.example(in: .submitting, at: 2)
                _ = try await store.update(submitting)
                // What somebody else made of it, who knew nothing of the answer that comes now.
                let other = submitting.example(in: state, remoteID: "other", at: 3)
                _ = try await store.update(other)
                do {
                    try await store.rescue(submitting.example(in: .queued, remoteID: "late", at: 5))
                } catch let error as VideoGenerationError where error.code == .store {
                    continue
                }
                let record = try await store.task(first.id)
                place.expect(record?.handle == other.handle, "what somebody else follows must go on.")
                place.expect(
                    record?.attempts.contains { $0.message?.contains("late") == true } == true,
                    "the id of a second submission that was accepted must be noted in the record, or rescue must throw."
                )
            }
        },
    ]
}
