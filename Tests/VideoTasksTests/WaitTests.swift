// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("Waiting is not the task")
struct WaitTests {
    @Test("a hundred waiters share the polls of one")
    func sharedPolls() throws {
        func polls(waiters: Int) throws -> Int {
            let scene = Scene(Script(poll: { $0.number < 20 ? .running : .done() }))
            let count = try scene.run { scene in
                let id = try await scene.submit()
                let waits = (0..<waiters).map { _ in
                    Task(executorPreference: scene.loop) { try await scene.tracker.delivery(of: id) }
                }
                var count = 0
                for wait in waits { count += try await wait.value.samples.count }
                return count
            }
            #expect(count == waiters)
            return scene.polls.count
        }
        #expect(try polls(waiters: 100) == 21)
        #expect(try polls(waiters: 1) == 21)
    }

    @Test("cancelling one wait leaves the others and the task")
    func cancelOne() throws {
        let scene = Scene(Script(poll: { $0.number < 20 ? .running : .done() }))
        let (error, delivery) = try scene.run { scene in
            let id = try await scene.submit()
            let first = Task(executorPreference: scene.loop) { await scene.failure(of: id) }
            let second = Task(executorPreference: scene.loop) { try await scene.tracker.delivery(of: id) }
            await scene.pass(.seconds(10))
            first.cancel()
            return (await first.value, try await second.value)
        }
        #expect(error.code == .cancelled)
        #expect(error.task?.remoteID == "t-0")
        #expect(delivery.samples.count == 1)
        #expect(try scene.record().state == .delivered)
    }

    @Test("a wait that runs out carries the handle; a later one gets the video")
    func timeOut() throws {
        let scene = Scene(Script(poll: { $0.number < 20 ? .running : .done() }))
        let (error, waited, delivery) = try scene.run { scene in
            let id = try await scene.submit()
            let start = scene.loop.now
            let error = await scene.failure(of: id, within: .seconds(12))
            let waited = scene.loop.now - start
            return (error, waited, try await scene.tracker.delivery(of: id, within: .seconds(3600)))
        }
        #expect(error.code == .timedOut)
        #expect(!error.isRetryable)
        #expect(error.task?.remoteID == "t-0")
        #expect(error.message.contains("goes on"))
        #expect(waited == .seconds(12))
        #expect(delivery.samples.count == 1)
        #expect(scene.posts.count == 1)
    }

    @Test("no patience at all asks how things stand", arguments: [Duration.zero, .seconds(-5)])
    func noPatience(_ patience: Duration) throws {
        let scene = Scene(Script(poll: inTurn(.running, .done())))
        let (early, late) = try scene.run { scene in
            let id = try await scene.submit()
            let early = await scene.failure(of: id, within: patience)
            _ = try await scene.tracker.delivery(of: id)
            return (early, try await scene.tracker.delivery(of: id, within: patience))
        }
        #expect(early.code == .timedOut)
        #expect(late.samples.count == 1)
    }

    @Test("who comes late hears a summary first")
    func lateListener() throws {
        let scene = Scene(Script(poll: { $0.number < 20 ? .status("TASK_STATUS_PROCESSING", progress: 40) : .done() }))
        let (middle, end) = try scene.run { scene in
            let id = try await scene.submit()
            await scene.pass(.seconds(30))
            let middle = await scene.tracker.events(of: id).words()
            return (middle, await scene.tracker.events(of: id).words())
        }
        #expect(middle == ["submitted", "running 0.4", "delivering 0.4", "delivered"])
        #expect(end == ["submitted", "delivered"])
    }

    @Test("an unknown id has no events, and waiting for it says so at once")
    func unknown() throws {
        let scene = Scene()
        let (words, error) = try scene.run { scene in
            let id = TaskID(rawValue: "nobody")
            return (await scene.tracker.events(of: id).words(), await scene.failure(of: id))
        }
        #expect(words.isEmpty)
        #expect(error.code == .taskNotFound)
    }

    @Test("a task that never ends is left after the schedule's patience: told with the handle, and kept")
    func patience() throws {
        let scene = Scene(Script(poll: inTurn(.running)))
        let (error, words, late) = try scene.run { scene in
            let id = try await scene.submit()
            let events = await scene.tracker.events(of: id)
            let error = await scene.failure(of: id)
            return (error, await events.words(), await scene.failure(of: id))
        }
        #expect(error.code == .timedOut)
        #expect(error.task?.remoteID == "t-0")
        #expect(late.code == .timedOut)
        #expect(words == ["submitted", "running", "attention timed_out"])
        #expect(try scene.record().state == .running)
        let polls = scene.polls
        #expect(polls.count < 1500)
        #expect(try #require(polls.last).time > .seconds(86_400))
        try scene.run { await $0.pass(.seconds(86_400)) }
        #expect(scene.polls.count == polls.count)
    }

    @Test("a transport that was shut down is told to who waits")
    func shutDown() throws {
        let scene = Scene(Script(poll: inTurn(.failure(.cancelled, phase: .preparing, provesNothingSent: true))))
        let error = try scene.failure()
        #expect(error.code == .cancelled)
        #expect(error.task?.remoteID == "t-0")
        #expect(try scene.record().state == .queued)
    }

    @Test("two tasks do not wait for each other")
    func interleaved() throws {
        let script = Script(poll: { call in
            call.remoteID == "t-0"
                ? (call.time < .seconds(600) ? .running : .done()) : (call.time < .seconds(30) ? .running : .done())
        })
        let scene = Scene(script)
        let (slow, fast) = try scene.run { scene in
            let (slow, fast) = (try await scene.submit(), try await scene.submit())
            let wait = Task(executorPreference: scene.loop) {
                _ = try await scene.tracker.delivery(of: slow)
                return scene.loop.now
            }
            _ = try await scene.tracker.delivery(of: fast)
            let end = scene.loop.now
            return (try await wait.value, end)
        }
        #expect(fast < MonotonicTime(nanoseconds: 40_000_000_000))
        #expect(slow > MonotonicTime(nanoseconds: 600_000_000_000))
        #expect(scene.posts.count == 2)
    }
}
