// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

extension StoreRule {
    static let claiming = [
        StoreRule(subject: "paceShare") { place in
            let stores = try await place.openFour()
            guard stores[0].sharesPace else { return }
            // By the store, and until when each may be used: on a slow machine one may end before it is asked for again.
            var parts: [Int: (fraction: Double, end: ContinuousClock.Instant)] = [:]
            func inUse() -> Double {
                let now = ContinuousClock.now
                return parts.values.filter { $0.end > now }.map(\.fraction).reduce(0, +)
            }
            func ask(_ index: Int, _ weight: Int) async throws {
                let asked = ContinuousClock.now
                let share = try await stores[index].paceShare(of: "an account", weight: weight)
                parts[index] = (share.fraction, asked + share.life)
                let sum = inUse()
                place.expect(sum <= 1 + 1e-9, "all parts of a pace must never be more than the whole, not \(sum).")
            }
            func unfair() -> [String] {
                parts.sorted { $0.key < $1.key }.compactMap { index, part in
                    let fair = index == 0 ? 0.7 : 0.1
                    return (part.fraction - fair).magnitude < 1e-6 ? nil : "\(part.fraction) where \(fair) is fair"
                }
            }
            try await ask(0, 7)
            place.expect(parts[0]?.fraction == 1, "who asks alone must get the whole pace.")
            for _ in 0..<20 where parts.count < 4 || !unfair().isEmpty {
                for index in [1, 2, 0, 3] { try await ask(index, index == 0 ? 7 : 1) }
            }
            let rest = unfair().joined(separator: ", ")
            place.expect(rest.isEmpty, "once all have asked a few times, each must have its fair part, not \(rest).")
            place.expect(
                try await stores[1].paceShare(of: "another account", weight: 1).fraction == 1,
                "another account's pace must be another one.")
            let share = try await stores[0].paceShare(of: "an account", weight: 7)
            place.expect(share.life > .seconds(2), "a part must last until it is asked for again.")
            parts[0] = nil
            await stores[0].close()
            for _ in 0..<20 where inUse() <= 0.99 {
                for index in [1, 2, 3] { try await ask(index, 1) }
            }
            place.expect(inUse() > 0.99, "the part of an owner that was closed must be the others' at once.")
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
