// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("What the simulation and reviews found, each in its smallest form")
struct FoundBySimulationTests {
    @Test("of several samples, one whose name is taken gets another name, however often that happens")
    func names() throws {
        let folder = try TestFolder()
        let scene = Scene(Script(poll: inTurn(.done(["https://cdn.example/0.mp4", "https://cdn.example/1.mp4"]))))
        let destination = try folder.destination(samples: 2)
        let delivery = try scene.run { scene in
            let id = try await scene.submit(.init(samples: 2), to: destination)
            folder.write("\(id.rawValue)-1.mp4", [1])
            folder.write("\(id.rawValue)-1-2.mp4", [2])
            return try await scene.tracker.delivery(of: id)
        }
        let id = delivery.task.id.rawValue
        #expect(delivery.samples.map(\.outcome) == [.delivered, .delivered])
        #expect(delivery.paths.first?.hasSuffix("/\(id)-1-3.mp4") == true)
        #expect(folder.content("\(id)-1.mp4") == [1])
    }

    @Test("an end that the store did not take when it came is recorded once the store is well again")
    func late() throws {
        let isFull = Mutex(false)
        let store = WatchedStore { task, _ in
            isFull.withLock { $0 } && task.state == .delivered ? .before : nil
        }
        isFull.withLock { $0 = true }
        let scene = Scene(store: store)
        let states = try scene.run { scene in
            let id = try await scene.submit()
            for await event in await scene.tracker.events(of: id) where event.isLast { break }
            let before = try await store.task(id)?.state
            isFull.withLock { $0 = false }
            await scene.pass(.seconds(200))
            return [before, try await store.task(id)?.state]
        }
        #expect(states == [.delivering, .delivered])
    }

    @Test("another submission that somebody allowed keeps to the service's Retry-After, too")
    func retryAfter() throws {
        var configuration = VideoTracker.Configuration()
        configuration.resubmission = ResubmissionAllowance(
            perDay: 5, amountPerDay: Money(micros: 5_000_000), assumedCost: Money(micros: 1_000_000))
        let busy = VirtualReply.refusal(429, "RATE_LIMIT_EXCEEDED", header: "Retry-After: 800\r\n")
        let scene = Scene(
            Script(submit: inTurn(.failure(.connectionLost), busy, .json(#"{"task_id":"t-9"}"#))),
            configuration: configuration)
        #expect(try scene.deliver().task.remoteID == "t-9")
        let times = scene.posts.map { $0.time / .seconds(1) }
        #expect(times.count == 3)
        #expect((times.last ?? 0) - (times.dropLast().last ?? 0) >= 800)
    }

    @Test("after a machine slept, the questions that were due meanwhile keep to the pace")
    func slept() throws {
        let count = 100
        let scene = Scene(Script(poll: inTurn(.running)))
        let asked = try scene.run { scene in
            for _ in 0..<count { _ = try await scene.submit() }
            // All wait for their turns now, which last ten seconds.
            await scene.pass(.seconds(4))
            scene.loop.suspend(for: .seconds(3600))
            await scene.pass(.seconds(1))
            return scene.polls.count { $0.time > .seconds(3600) }
        }
        #expect((1...21).contains(asked))
    }

    @Test("a late record of an end does not take a newer submission by the same process for its own")
    func lateBesideNew() throws {
        let isFull = Mutex(true)
        let store = WatchedStore { _, isNew in !isNew && isFull.withLock { $0 } ? .before : nil }
        let scene = Scene(
            Script(submit: { _ in .json(#"{"task_id":"t-9"}"#).after(.seconds(20)) }), store: store)
        let delivery = try scene.run { scene in
            let id = try await scene.submit()
            #expect(await scene.failure(of: id).code == .store)
            isFull.withLock { $0 = false }
            // Its end is tried again after a minute. It is in the store at once, as out of a reserve, but the answer takes
            // its time.
            store.hold.withLock {
                $0 = { task in
                    guard task.state == .failed, task.revision == 1 else { return }
                    _ = try? store.put(task)
                    await scene.pass(.seconds(10))
                }
            }
            await scene.pass(.seconds(61))
            // Meanwhile it is submitted anew.
            try await scene.tracker.resubmit(id, try scene.negotiated(), to: scene.model)
            return try await scene.tracker.delivery(of: id)
        }
        #expect(delivery.task.remoteID == "t-9")
        #expect(store.written.withLock { $0 } == [.prepared, .submitting, .queued, .delivering, .delivered])
    }

    @Test("whoever asks again for a delivery that the store does not take gets it, and its id is not forgotten")
    func askedAgain() throws {
        let isFull = Mutex(false)
        let store = WatchedStore { task, isNew in
            !isNew && task.state != .prepared && task.state != .submitting && isFull.withLock { $0 } ? .before : nil
        }
        let scene = Scene(store: store)
        isFull.withLock { $0 = true }
        let delivery = try scene.run { scene in
            let id = try await scene.submit()
            for await event in await scene.tracker.events(of: id) where event.isLast { break }
            #expect(try await store.task(id)?.state == .submitting)
            let delivery = try await scene.tracker.delivery(of: id, with: [scene.model])
            isFull.withLock { $0 = false }
            await scene.pass(.seconds(100))
            return delivery
        }
        let record = try #require(try store.task(delivery.task.id))
        #expect(record.state == .delivered && record.handle == delivery.task)
        #expect(scene.posts.count == 1)
    }
}
