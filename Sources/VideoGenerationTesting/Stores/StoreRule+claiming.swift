// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

extension StoreRule {
    static let claiming = [
        StoreRule(subject: "paceShare") { place in
            let stores = try await place.openFour()
            guard stores[0].sharesPace else { return }
            var parts: [Int: Double] = [:]
            func ask(_ index: Int, _ weight: Int) async throws {
                parts[index] = try await stores[index].paceShare(of: "an account", weight: weight).fraction
                let sum = parts.values.reduce(0, +)
                place.expect(sum <= 1 + 1e-9, "all parts of a pace must never be more than the whole, not \(sum).")
            }
            try await ask(0, 7)
            place.expect(parts[0] == 1, "who asks alone must get the whole pace.")
            for _ in 0..<6 {
                for index in [1, 2, 0, 3] { try await ask(index, index == 0 ? 7 : 1) }
            }
            for (index, part) in parts {
                let fair = index == 0 ? 0.7 : 0.1
                place.expect(
                    (part - fair).magnitude < 1e-6,
                    "once all have asked a few times, each must have its fair part, \(fair), not \(part).")
            }
            place.expect(
                try await stores[1].paceShare(of: "another account", weight: 1).fraction == 1,
                "another account's pace must be another one.")
            let share = try await stores[0].paceShare(of: "an account", weight: 7)
            place.expect(share.life > .seconds(2), "a part must last until it is asked for again.")
            parts[0] = 0
            await stores[0].close()
            for index in [1, 2, 3, 1, 2, 3, 1, 2, 3] { try await ask(index, 1) }
            place.expect(
                parts.values.reduce(0, +) > 0.99, "the part of an owner that was closed must be the others' at once.")
        },
        StoreRule(subject: "claim") { place in
            let (store, gone, living) = (try await place.open(), try await place.open(), try await place.open())
            let mine = try await store.owner()
            let (lost, other) = (try await gone.owner(), try await living.owner())
            let states: [TaskState] = [
                .prepared, .submitting, .queued, .running, .delivering, .submissionUnknown, .delivered, .failed,
                .cancelled, .abandoned,
            ]
            for (index, state) in states.enumerated() {
                for (whose, owner) in [("nobody", nil), ("lost", lost), ("other", other)] {
                    let task = try ExampleTasks.new("\(whose)-\(state.rawValue)", owner: owner, at: Double(index))
                    _ = try await store.insert(task)
                    if state != .prepared { _ = try await store.update(task.example(in: state, at: 100)) }
                }
            }
            _ = try await store.insert(try ExampleTasks.new("foreign", of: ExampleTasks.otherModel))
            _ = try await store.insert(try ExampleTasks.new("unwanted"))
            await gone.close()
            let before = try await store.tasks()
            var claimed: [VideoTask] = []
            for _ in 0..<6 {
                let some = try await store.claim(
                    upTo: 2, of: [ExampleTasks.model], except: [TaskID(rawValue: "unwanted")])
                place.expect(some.count <= 2, "not more tasks may be claimed than were asked for.")
                claimed += some
            }
            let expected = states.prefix(5).flatMap { ["nobody-\($0.rawValue)", "lost-\($0.rawValue)"] }
            place.expect(
                Set(claimed.map(\.id.rawValue)) == Set(expected) && claimed.count == expected.count,
                "every unfinished task of nobody, or of an owner that is gone, must be claimed once, and no other: "
                    + "\(claimed.map(\.id.rawValue)).")
            for task in claimed {
                let earlier = before.first { $0.id == task.id }
                place.expect(
                    task == earlier?.claimed(by: mine), "what is claimed must be the next revision, with this owner.")
                place.expect(try await living.task(task.id) == task, "what is claimed must be recorded so.")
                place.expect(
                    try await store.update(task.example(in: .running, at: 200)),
                    "the revision after one that was claimed must be taken.")
            }
            place.expect(
                try await living.claim(upTo: 100, of: [ExampleTasks.model], except: []).map(\.id.rawValue) == [
                    "unwanted"
                ],
                "what a living owner has claimed must not be claimed again.")
        },
        StoreRule(subject: "claim") { place in
            let stores = try await place.openFour()
            for number in 0..<40 { _ = try await stores[0].insert(try ExampleTasks.new("task-\(number)")) }
            let claims = try await atOnce(12) { index in
                try await stores[index % 4].claim(upTo: 5, of: [ExampleTasks.model], except: [])
            }
            var claimed = claims.flatMap { $0.map(\.id) }
            place.expect(
                Set(claimed).count == claimed.count, "a task that several claim at once must go to one of them.")
            // Those who came too late for one may have come away with fewer than there are.
            for store in stores + stores {
                claimed += try await store.claim(upTo: 40, of: [ExampleTasks.model], except: []).map(\.id)
            }
            place.expect(
                claimed.count == 40 && Set(claimed).count == 40,
                "each of 40 tasks must be claimed once, not \(claimed.count).")
        },
    ]
}
