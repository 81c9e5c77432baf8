// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

extension StoreRule {
    static let reading = [
        StoreRule(subject: "tasks(matching:)") { place in
            let store = try await place.open()
            for number in 0..<30 {
                let task = try ExampleTasks.new(
                    "task-\(number)", of: number % 2 == 0 ? ExampleTasks.model : ExampleTasks.otherModel,
                    metadata: ["customer": "c'\"\(number % 3)", "n": "\(number)", "remote_id": "r-\(number + 1)"],
                    at: Double(80 + number))
                _ = try await store.insert(task)
                if number % 5 == 1 {
                    _ = try await store.update(
                        task.example(in: .queued, remoteID: "r-\(number)", at: Double(number + 200)))
                }
                if number % 5 == 2 {
                    _ = try await store.update(
                        task.example(in: .delivered, remoteID: #"r"\/\#(number)"#, at: Double(number + 200)))
                }
                if number % 5 == 0 { _ = try await store.update(task.example(in: .failed, at: Double(number + 200))) }
            }
            let all = try await store.tasks()
            let queries = [
                TaskQuery(), TaskQuery(states: [.failed]), TaskQuery(surface: ExampleTasks.model.surface),
                TaskQuery(model: ExampleTasks.otherModel), TaskQuery(metadata: ["customer": "c'\"1"]),
                TaskQuery(states: [.failed, .prepared], metadata: ["customer": "c'\"0", "n": "15"]),
                TaskQuery(unchangedSince: 95), TaskQuery(states: [], surface: "nowhere"),
                TaskQuery(remoteIDs: ["r-11"]), TaskQuery(remoteIDs: ["remote-1", "r-21", #"r"\/12"#, "nobody's"]),
                TaskQuery(states: [.queued], surface: ExampleTasks.model.surface, remoteIDs: ["r-6", #"r"\/2"#]),
                TaskQuery(remoteIDs: []), TaskQuery(remoteIDs: ["r-12", "", #"r""#]),
            ]
            place.expect(
                queries.suffix(5).map { all.filter($0.matches).count } == [1, 8, 1, 0, 0],
                "tasks() must give what was recorded.")
            for query in queries {
                let expected = all.filter(query.matches)
                var orders: Set<[TaskID]> = []
                for size in [1, 4, 100] {
                    var found: [VideoTask] = []
                    var cursor: TaskCursor?
                    repeat {
                        let page = try await store.tasks(matching: query, after: cursor, upTo: size)
                        place.expect(page.tasks.count <= size, "a page must not be larger than was asked for.")
                        found += page.tasks
                        cursor = page.next
                    } while cursor != nil && found.count <= expected.count
                    place.expect(
                        found.count == expected.count && Set(found) == Set(expected),
                        "page by page every task that a query means must be found once: \(query).")
                    orders.insert(found.map(\.id))
                }
                place.expect(orders.count == 1, "the order must not depend on the size of pages.")
            }
            // A task that a page ended with may be forgotten before the next page.
            let first = try await store.tasks(matching: TaskQuery(), after: nil, upTo: 10)
            for task in first.tasks { _ = try await store.remove(task) }
            let rest = try await store.tasks(matching: TaskQuery(), after: first.next, upTo: 100)
            place.expect(
                rest.tasks.count == 20, "what is behind a task that was forgotten must be found: \(rest.tasks.count).")
        },
        StoreRule(subject: "reading") { place in
            let store = try await place.open()
            place.expect(try await store.tasks().isEmpty, "a place that was not used before must be empty.")
            place.expect(
                try await store.task(TaskID(rawValue: "none")) == nil, "task must return nil if there is none.")
            place.expect(
                try await store.task(requestID: "none") == nil, "task(requestID:) must return nil if there is none.")
        },
        StoreRule(subject: "order") { place in
            let store = try await place.open()
            let ids = ["m", "c", "z", "a", "10", "9", "b"]
            for (index, id) in ids.enumerated() {
                _ = try await store.insert(try ExampleTasks.new(id, at: Double(index)))
            }
            for id in ["z", "m"] {
                guard let task = try await store.task(TaskID(rawValue: id)) else { continue }
                _ = try await store.update(task.example(in: .submitting, at: 100))
            }
            place.expect(
                try await store.tasks().map(\.id.rawValue) == ids,
                "tasks must be in the order in which they were recorded, whatever changed since.")
            place.expect(
                try await store.tasks(in: [.submitting]).map(\.id.rawValue) == ["m", "z"],
                "tasks(in:) must be in the order in which they were recorded.")
        },
        StoreRule(subject: "states") { place in
            let store = try await place.open()
            for state in TaskState.allCases {
                let task = try ExampleTasks.new(state.rawValue)
                _ = try await store.insert(task)
                if state != .prepared { _ = try await store.update(task.example(in: state, at: 2)) }
            }
            for state in TaskState.allCases {
                place.expect(
                    try await store.tasks(in: [state]).map(\.id.rawValue) == [state.rawValue],
                    "tasks(in: [\(state.rawValue)]) must give the tasks in that state and no other.")
            }
            place.expect(
                try await store.tasks(in: [.queued, .failed]).count == 2,
                "tasks(in:) must give the tasks of all states named.")
            place.expect(try await store.tasks(in: []).isEmpty, "tasks(in: []) must give none.")
        },
        StoreRule(subject: "other owners") { place in
            let first = try await place.open()
            let task = try ExampleTasks.new("a", key: "k")
            _ = try await first.insert(task)
            let second = try await place.open()
            place.expect(
                try await second.task(task.id) == task,
                "a task must be seen by another owner as soon as insert returned.")
            let next = task.example(in: .submitting, at: 2)
            place.expect(try await second.update(next), "another owner must be able to change a task.")
            place.expect(
                try await first.task(task.id) == next,
                "a change must be seen by another owner as soon as update returned.")
            await first.close()
            await second.close()
            let third = try await place.open()
            place.expect(
                try await third.task(requestID: "k") == next,
                "what is recorded must be there after every store was closed.")
        },
    ]

    static let removing = [
        StoreRule(subject: "remove") { place in
            let store = try await place.open()
            let task = try ExampleTasks.new("a", key: "k")
            let other = try ExampleTasks.new("b", key: "l")
            for task in [task, other] { _ = try await store.insert(task) }
            let changed = task.example(in: .failed, at: 2)
            _ = try await store.update(changed)
            place.expect(
                try await !store.remove(task),
                "a task that somebody has changed must not be removed: compare the revision, and return false.")
            place.expect(try await store.task(task.id) == changed, "a removal that was refused must leave the task.")
            place.expect(try await store.remove(changed), "return true if the task was there, unchanged.")
            let gone = [try await store.task(task.id), try await store.task(requestID: "k")]
            place.expect(gone == [nil, nil], "a task that was removed must not be found again.")
            place.expect(try await !store.remove(changed), "return false if there is no such task.")
            place.expect(
                try await !store.update(changed.example(in: .queued, at: 3)),
                "a task that was removed must not come back by update.")
            place.expect(try await store.tasks() == [other], "other tasks must stay.")
            place.expect(
                try await store.insert(try ExampleTasks.new("c", key: "k")) == nil,
                "the request id of a task that was removed is free again.")
        }
    ]
}
