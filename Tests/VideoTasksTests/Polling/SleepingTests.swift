// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import Synchronization
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("A task that nobody listens to sleeps, and loses nothing")
struct SleepingTests {
    /// How many tasks are in memory, of how many that are followed.
    private func census(_ scene: Scene) async -> [Int] {
        await scene.tracker.census
    }

    @Test("it is a row as long as its service says the same, and its delivery wakes it")
    func sleeps() throws {
        let scene = Scene(Script(poll: { $0.time < .seconds(300) ? .running : .done() }))
        let (asleep, awake, delivery) = try scene.run { scene in
            let id = try await scene.submit()
            await scene.tracker.pause(.seconds(60))
            let asleep = await census(scene)
            let events = await scene.tracker.events(of: id)
            let awake = await census(scene)
            for await event in events where event.isLast {}
            return (asleep, awake, try await scene.tracker.delivery(of: id))
        }
        #expect(asleep == [0, 1])
        #expect(awake == [1, 1])
        #expect(delivery.samples.map(\.outcome) == [.delivered])
        #expect(scene.posts.count == 1)
    }

    @Test("it sleeps again as soon as nobody listens any more")
    func sleepsAgain() throws {
        let scene = Scene(Script(poll: { _ in .running }))
        let counts = try scene.run { scene in
            let id = try await scene.submit()
            await scene.tracker.pause(.seconds(60))
            var counts: [[Int]] = []
            for await _ in await scene.tracker.events(of: id) { break }
            await scene.pass(.milliseconds(1))
            counts.append(await census(scene))
            _ = try? await scene.tracker.delivery(of: id, within: .seconds(30))
            await scene.pass(.milliseconds(1))
            counts.append(await census(scene))
            do {
                let events = await scene.tracker.events(of: id)
                await scene.pass(.seconds(100))
                counts.append(await census(scene))
                withExtendedLifetime(events) {}
            }
            await scene.pass(.milliseconds(1))
            counts.append(await census(scene))
            return counts
        }
        #expect(counts == [[0, 1], [0, 1], [1, 1], [0, 1]])
    }

    @Test("what its model needs is let go with its last task, and another model's questions go their own way")
    func lines() throws {
        let seen = Mutex<[String]>([])
        let scene = KeyedScene { exchange in
            if exchange.purpose == .submit { return .json(#"{"id":"k-1"}"#) }
            seen.withLock { $0.append(exchange.request.authority ?? "") }
            return .json(#"{"state":"done"}"#)
        }
        let request = try KeyedModel().request()
        let lines = try scene.loop.run {
            for number in 0..<50 {
                var model = KeyedModel()
                let host = "h\(number).keyed.example"
                model.surface = Surface(
                    name: "keyed", baseURL: WebURL("https://\(host)/v1"), credential: "KEYED_API_KEY")
                let id = try await scene.tracker.submit(request, to: model, destination: .links)
                _ = try await scene.tracker.delivery(of: id)
            }
            return await scene.tracker.lineCount
        }
        #expect(lines == 1)
        #expect(seen.withLock { $0 } == (0..<50).map { "h\($0).keyed.example" })
    }

    @Test("whoever begins to listen late hears where it stands")
    func late() throws {
        let scene = Scene(
            Script(poll: { call in
                call.time < .seconds(300)
                    ? VirtualReply.status("TASK_STATUS_PROCESSING", progress: min(call.time / .seconds(10), 20))
                    : .done()
            }))
        let words = try scene.run { scene in
            let id = try await scene.submit()
            await scene.tracker.pause(.seconds(290))
            return await scene.tracker.events(of: id).words()
        }
        #expect(words == ["submitted", "running 0.2", "delivering 0.2", "delivered"])
    }

    @Test("progress that nobody listens to costs no read of the store, and no write")
    func quiet() throws {
        let scene = Scene(
            Script(poll: { call in
                call.time < .seconds(600)
                    ? VirtualReply.status("TASK_STATUS_PROCESSING", progress: call.time / .seconds(10)) : .done()
            }))
        let revisions = try scene.run { scene in
            let id = try await scene.submit()
            await scene.tracker.pause(.seconds(30))
            let first = try await scene.store.task(id)?.revision
            await scene.tracker.pause(.seconds(500))
            return [first, try await scene.store.task(id)?.revision]
        }
        #expect(revisions[0] == revisions[1])
        #expect(scene.polls.count > 10)
    }

    @Test("it can be cancelled, noticed and followed like any other")
    func deeds() throws {
        let scene = Scene(Script(poll: { _ in .running }))
        let (isFollowing, notice, resumed, state, left) = try scene.run { scene in
            let id = try await scene.submit()
            await scene.tracker.pause(.seconds(60))
            let remoteID = try #require(try await scene.store.task(id)?.handle?.remoteID)
            let isFollowing = await scene.tracker.isFollowing(id)
            let notice = await scene.tracker.receive(WebhookNotice(remoteID: remoteID), from: scene.model.surface)
            let resumed = try await scene.tracker.resume(id, with: [scene.model])
            let state = try await scene.tracker.cancel(id).state
            return (isFollowing, notice, resumed, state, await census(scene)[1])
        }
        #expect(isFollowing)
        #expect(notice == .asked)
        #expect(resumed)
        #expect(state == .abandoned)
        #expect(left == 0)
    }

    @Test("one that somebody else has changed to its end is let go when there is news")
    func lost() throws {
        let scene = Scene(Script(poll: { $0.time < .seconds(100) ? .running : .done() }))
        let (left, record) = try scene.run { scene in
            let id = try await scene.submit()
            await scene.tracker.pause(.seconds(60))
            var record = try #require(try await scene.store.task(id))
            record.owner = nil
            record.revision += 1
            _ = try await scene.store.update(record, within: nil)
            await scene.tracker.pause(.seconds(100))
            return (await census(scene), try await scene.store.task(id))
        }
        #expect(left == [0, 0])
        #expect(record?.state == .running)
    }

    @Test("a thousand ends come in one sequence, and meanwhile all sleep")
    func completions() throws {
        let scene = Scene(
            Script(poll: { call in
                let number = Int(call.remoteID.dropFirst(2)) ?? 0
                guard call.time > .seconds(300 + number % 100) else { return .running }
                return number % 10 == 0 ? .status("TASK_STATUS_FAILED") : .done()
            }), configuration: .init(pace: PollPace(rate: 1000, burst: 1000)))
        let (delivered, failed, asleep) = try scene.run { scene in
            let completions = await scene.tracker.completions()
            var open: Set<TaskID> = []
            for _ in 0..<1000 { open.insert(try await scene.submit()) }
            await scene.tracker.pause(.seconds(200))
            let asleep = await census(scene)
            var (delivered, failed) = (0, 0)
            for await completion in completions {
                guard open.remove(completion.id) != nil else { break }
                if case .success = completion.result { delivered += 1 } else { failed += 1 }
                if open.isEmpty { break }
            }
            return (delivered, failed, asleep)
        }
        #expect(delivered == 900)
        #expect(failed == 100)
        #expect(asleep == [0, 1000])
    }

    @Test("the sequence of all ends is over when the tracker stops")
    func completionsEnd() throws {
        let scene = Scene(Script(poll: { _ in .running }))
        let count = try scene.run { scene in
            let completions = await scene.tracker.completions()
            _ = try await scene.submit()
            await scene.tracker.pause(.seconds(60))
            await scene.tracker.stop()
            return await completions.reduce(0) { count, _ in count + 1 }
        }
        #expect(count == 0)
    }

    @Test("a store that cannot be read puts the news off")
    func storeFails() throws {
        let store = WatchedStore { _, _ in nil }
        let scene = Scene(Script(poll: { $0.time < .seconds(100) ? .running : .done() }), store: store)
        let delivery = try scene.run { scene in
            let id = try await scene.submit()
            await scene.tracker.pause(.seconds(60))
            store.isUnreadable.store(true, ordering: .relaxed)
            await scene.tracker.pause(.seconds(120))
            store.isUnreadable.store(false, ordering: .relaxed)
            return try await scene.tracker.delivery(of: id)
        }
        #expect(delivery.samples.count == 1)
    }

    @Test("a store that cannot be read does not bring a question sooner than the service wishes")
    func storeFailsAtRetryAfter() throws {
        let store = WatchedStore { _, _ in nil }
        let busy = VirtualReply.refusal(429, "RATE_LIMIT_EXCEEDED", header: "Retry-After: 300\r\n")
        let scene = Scene(Script(poll: { $0.time < .seconds(100) ? .running : busy }), store: store)
        let gap = try scene.run { scene in
            _ = try await scene.submit()
            await scene.pass(.seconds(60))
            store.isUnreadable.store(true, ordering: .relaxed)
            await scene.pass(.seconds(1000))
            let times = scene.polls.map(\.time).filter { $0 >= .seconds(100) }
            return zip(times, times.dropFirst()).map { $1 - $0 }.min()
        }
        #expect((gap ?? .zero) >= .seconds(300))
    }
}

extension VideoTracker {
    fileprivate var census: [Int] { [tracked.count, desk.state.table.count] }
    fileprivate var lineCount: Int { desk.state.lines.count }
}
