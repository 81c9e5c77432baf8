// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

extension StoreRule {
    static let halting = [
        StoreRule(subject: "halts") { place in
            let (store, other) = (try await place.open(), try await place.open())
            place.expect(try await store.halts().isEmpty, "an empty place has none.")
            let first = Halt(of: "example", .drain, since: 1_700_000_000.25)
            do {
                try await store.record(first)
            } catch let error as VideoGenerationError where error.code == .configuration {
                // It keeps none, and says so.
                return
            }
            let second = Halt(of: "example/lantern-1", .pause, because: "it's \u{1F525}\n", since: 2)
            try await other.record(second)
            place.expect(
                try await Set(store.halts()) == [first, second],
                "each owner sees what another one has recorded, as it was.")
            let third = Halt(of: "example", .pause, because: "", since: 3)
            try await other.record(third)
            place.expect(
                try await Set(store.halts()) == [second, third], "one takes the place of another with its target.")
            place.expect(try await other.removeHalt(of: "example"), "say that one was there that is removed.")
            place.expect(try await !store.removeHalt(of: "example"), "say that none was there.")
            place.expect(try await store.halts() == [second], "one with another target stays.")
        }
    ]
}
