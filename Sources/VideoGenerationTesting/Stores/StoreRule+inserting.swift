// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

extension StoreRule {
    static let inserting = [
        StoreRule(subject: "insert") { place in
            let store = try await place.open()
            let task = try ExampleTasks.new("a")
            place.expect(try await store.insert(task) == nil, "return nil when the task was recorded.")
            place.expect(
                try await store.task(task.id) == task, "the task that was recorded must be read as it was given.")
            await place.expectStoreError("throw an error with code store if the task's id is recorded already.") {
                _ = try await store.insert(task)
            }
        },
        StoreRule(subject: "request ids") { place in
            let store = try await place.open()
            let first = try ExampleTasks.new("a", key: "order 17")
            _ = try await store.insert(first)
            let changed = first.example(in: .submitting, at: 2)
            _ = try await store.update(changed)
            let twin = try ExampleTasks.new("b", key: "order 17", digest: "other")
            let found = try await store.insert(twin)
            place.expect(
                found?.id == first.id,
                "insert must return the recorded task if its request id is taken, or the caller pays twice.")
            place.expect(
                found == nil || found == changed,
                "insert must return the task with the request id as it is recorded now.")
            place.expect(
                try await store.task(twin.id) == nil, "insert must not record a task whose request id is taken.")
            place.expect(
                try await store.insert(try ExampleTasks.new("c", key: "order 18")) == nil,
                "another request id is another task.")
            _ = try await store.insert(try ExampleTasks.new("d"))
            place.expect(
                try await store.insert(try ExampleTasks.new("e")) == nil,
                "tasks without a request id have nothing in common: record each.")
            place.expect(
                try await store.task(requestID: "order 17")?.id == first.id,
                "task(requestID:) must find the task with the request id.")
            place.expect(
                try await store.task(requestID: "order") == nil, "task(requestID:) must compare the whole request id.")
        },
        StoreRule(subject: "request ids at once") { place in
            let stores = try await place.openFour()
            let found = try await atOnce(32) { index in
                try await stores[index % 4].insert(try ExampleTasks.new("task-\(index)", key: "the same"))?.id
            }
            let winners = found.count { $0 == nil }
            place.expect(
                winners == 1,
                "of 32 inserts of one request id at once one must be recorded, not \(winners): look up and record in one "
                    + "transaction, with a unique index.")
            let tasks = try await stores[0].tasks()
            place.expect(
                Set(found.compactMap(\.self)) == Set(tasks.map(\.id)) && tasks.count == 1,
                "everybody who comes too late must get the one task that was recorded.")
        },
    ]
}
