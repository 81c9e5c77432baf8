// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("What is recorded, and when")
struct StoreOrderTests {
    final class Diary: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func note(_ line: String) { lines.withLock { $0.append(line) } }
    }

    @Test("submitting is recorded before the post, the id before the first question, the end before it is told")
    func order() throws {
        let diary = Diary()
        let store = WatchedStore { task, _ in
            diary.note(task.state.rawValue + (task.handle.map { " " + $0.remoteID } ?? ""))
            return nil
        }
        let script = Script(
            submit: { call in
                diary.note("post")
                let refusal = VirtualReply.refusal(429, "RATE_LIMIT_EXCEEDED", header: "Retry-After: 9\r\n")
                return call.number == 0 ? refusal : .json(#"{"task_id":"t-9"}"#)
            },
            poll: { call in
                diary.note("poll")
                return call.number < 3 ? .running : .done()
            })
        let scene = Scene(script, store: store)
        try scene.run { scene in
            _ = try await scene.tracker.delivery(of: try await scene.submit())
            diary.note("told")
        }
        #expect(
            diary.all == [
                "prepared", "submitting", "post", "prepared", "submitting", "post", "queued t-9", "poll",
                "running t-9", "poll", "poll", "poll", "delivering t-9", "delivered t-9", "told",
            ])
    }

    @Test("a store that cannot take the task stops it before anything is sent")
    func insertFails() throws {
        let scene = Scene(store: WatchedStore { _, isNew in isNew ? .before : nil })
        #expect(throws: VideoGenerationError.self) { try scene.run { try await $0.submit() } }
        try scene.run { await $0.pass(.seconds(3600)) }
        #expect(scene.calls.isEmpty)
    }

    @Test("a store that fails just before the submission stops it")
    func submittingFails() throws {
        let scene = Scene(store: WatchedStore { task, _ in task.state == .submitting ? .before : nil })
        #expect(try scene.failure().code == .store)
        #expect(scene.calls.isEmpty)
        #expect(try scene.record().state == .failed)
    }

    @Test("a store that never works again after the first line sends nothing, and the wait ends")
    func deadStore() throws {
        let scene = Scene(store: WatchedStore { _, isNew in isNew ? nil : .before })
        #expect(try scene.failure().code == .store)
        try scene.run { await $0.pass(.seconds(3600)) }
        #expect(scene.calls.isEmpty)
    }

    @Test("a store that fails after acceptance: waiters get the handle, polling goes on, the video comes")
    func failsAfterAcceptance() throws {
        let scene = Scene(
            Script(poll: inTurn(.running, .running, .done())),
            store: WatchedStore { task, _ in task.handle == nil ? nil : .before })
        let (error, words, delivery) = try scene.run { scene in
            let id = try await scene.submit()
            let events = await scene.tracker.events(of: id)
            let error = await scene.failure(of: id)
            let words = await events.words()
            return (error, words, try await scene.tracker.delivery(of: id))
        }
        #expect(error.code == .store)
        #expect(error.task?.remoteID == "t-0")
        #expect(words == ["attention store", "submitted", "running", "delivering", "delivered"])
        #expect(delivery.samples.map(\.outcome) == [.delivered])
        #expect(scene.posts.count == 1)
    }

    @Test("what a store missed is recorded as soon as it works again")
    func storeRecovers() throws {
        let refusals = Mutex(3)
        let store = WatchedStore { task, _ in
            guard task.handle != nil else { return nil }
            return refusals.withLock { left in
                left -= 1
                return left >= 0 ? .before : nil
            }
        }
        let scene = Scene(Script(poll: { $0.number < 20 ? .queued : .done() }), store: store)
        let handle = try scene.run { scene in
            let id = try await scene.submit()
            await scene.pass(.seconds(20))
            return try await scene.store.task(id)?.handle
        }
        #expect(handle?.remoteID == "t-0")
        #expect(scene.posts.count == 1)
    }

    @Test("a short failure of the store is ridden out without a word")
    func shortFailure() throws {
        let isFirst = Mutex(true)
        let store = WatchedStore { task, _ in
            guard task.handle != nil else { return nil }
            return isFirst.withLock { first in
                defer { first = false }
                return first ? .before : nil
            }
        }
        let scene = Scene(store: store)
        let words = try scene.run { scene in await scene.tracker.events(of: try await scene.submit()).words() }
        #expect(words == ["submitted", "delivering", "delivered"])
    }

    @Test("a change whose confirmation is lost counts as made: the task goes on")
    func lostConfirmation() throws {
        let scene = Scene(store: WatchedStore { _, isNew in isNew ? nil : .after })
        let words = try scene.run { scene in await scene.tracker.events(of: try await scene.submit()).words() }
        #expect(words == ["submitted", "delivering", "delivered"])
        #expect(try scene.record().state == .delivered)
        #expect(scene.posts.count == 1)
    }

    @Test("who waits gets the delivery even if its record fails, and listeners hear of both")
    func lastRecordFails() throws {
        let scene = Scene(store: WatchedStore { task, _ in task.state == .delivered ? .before : nil })
        let (words, delivery) = try scene.run { scene in
            let id = try await scene.submit()
            let events = await scene.tracker.events(of: id)
            let delivery = try await scene.tracker.delivery(of: id)
            return (await events.words(), delivery)
        }
        #expect(delivery.samples.count == 1)
        #expect(words == ["submitted", "delivering", "attention store", "delivered"])
    }
}
