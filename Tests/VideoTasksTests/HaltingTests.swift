// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import Synchronization
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("A surface or a model that is halted")
struct HaltingTests {
    private static let targets = ["highway", "highway/veo-3.1-lite"]

    @Test("gets nothing new, whether drained or paused, until that is lifted", arguments: Halt.Extent.allCases, targets)
    func refused(extent: Halt.Extent, target: String) throws {
        let store = MemoryTaskStore()
        let scene = Scene(store: store)
        let error = try scene.run { scene in
            // Somebody else says so.
            try await store.another().record(Halt(of: target, extent, because: "the bill is due", since: 0))
            return await scene.failure(of: try await scene.submit())
        }
        #expect(error.code == .serviceUnavailable && error.isRetryable)
        #expect(error.message.contains(target) && error.message.contains("the bill is due"))
        #expect(scene.posts.isEmpty)
        try scene.run { scene in
            #expect(try await store.another().removeHalt(of: target))
            await scene.pass(.seconds(2))
            _ = try await scene.tracker.delivery(of: try await scene.submit())
        }
        #expect(scene.posts.count == 1)
    }

    @Test("is asked about what it has if it is drained, and not if it is paused", arguments: Halt.Extent.allCases)
    func followed(extent: Halt.Extent) throws {
        let scene = Scene(Script(poll: { $0.time < .seconds(100) ? .running : .done() }))
        let (before, after, state) = try scene.run { scene in
            let id = try await scene.submit()
            await scene.pass(.seconds(10))
            try await scene.tracker.halt("highway", extent)
            await scene.pass(.seconds(3))
            let before = scene.polls.count
            await scene.pass(.seconds(300))
            return (before, scene.polls.count, try await scene.store.task(id)?.state)
        }
        #expect(before > 0)
        switch extent {
        case .drain: #expect(state == .delivered)
        case .pause: #expect(state == .running && after == before)
        }
        try scene.run { scene in
            _ = try await scene.tracker.liftHalt(of: "highway")
            await scene.pass(.seconds(60))
        }
        #expect(try scene.record().state == .delivered)
        #expect(scene.posts.count == 1)
    }

    @Test("is passed over for the next one that may be asked")
    func passedOver() throws {
        let services = Services([[.accepted], [.accepted]])
        let words = try services.loop.run {
            try await services.tracker.halt("a", .drain)
            return await services.tracker.events(of: try await services.submit()).words()
        }
        #expect(words.first?.hasPrefix("failover a") == true && words.last == "delivered", "\(words)")
        #expect(services.posts == "b")
    }

    @Test("is no reason to give up another one that wants a moment")
    func onlyOther() throws {
        let services = Services([[.overloaded, .accepted], [.accepted]])
        let words = try services.loop.run {
            try await services.tracker.halt("b", .drain)
            return await services.tracker.events(of: try await services.submit()).words()
        }
        #expect(words.last == "delivered", "\(words)")
        #expect(services.posts == "aa")
    }

    @Test("does not get what waits for it to be well, and is not asked how it is")
    func held() throws {
        let services = Services(
            [[.unavailable]], asked: { _ in .failure(.unreachable, phase: .connecting, provesNothingSent: true) })
        let words = try services.loop.run {
            for _ in 0..<3 { _ = await services.tracker.events(of: try await services.submit()).words() }
            let id = try await services.submit()
            let words = Task(executorPreference: services.loop) { await services.tracker.events(of: id).words() }
            await services.wait(.seconds(1))
            try await services.tracker.halt("a", .pause)
            await services.wait(.seconds(180))
            return await words.value
        }
        #expect(words.last == "failed service_unavailable", "\(words)")
        let asked = services.questions.count
        try services.pass(.seconds(3600))
        #expect(services.questions.count == asked)
    }

    @Test("is not known to be none as long as the store does not say so: nothing is sent")
    func unknown() throws {
        let store = MutedStore()
        let scene = Scene(store: store)
        let code = try scene.run { scene in
            let request = try scene.negotiated()
            do throws(VideoGenerationError) {
                _ = try await scene.tracker.submit(request, to: scene.model, destination: .links)
                return nil as VideoGenerationError.Code?
            } catch {
                return error.code
            }
        }
        #expect(code == .store && scene.posts.isEmpty)
    }

    @Test("gets no second submission of what may have come to nothing, neither by hand nor by itself")
    func resubmitted() throws {
        let allowance = ResubmissionAllowance(
            perDay: 2, amountPerDay: Money(micros: 9_000_000), assumedCost: Money(micros: 1))
        let scene = Scene(
            Script(submit: { $0.number == 0 ? .failure(.connectionLost) : .json(#"{"task_id":"t-1"}"#) }),
            configuration: .init(resubmission: allowance))
        try scene.run { scene in
            let id = try await scene.submit()
            await scene.pass(.seconds(1))
            try await scene.tracker.halt("highway", .drain)
            await scene.pass(.seconds(3600))
            #expect(scene.posts.count == 1)
            #expect(try await scene.store.task(id)?.state == .submissionUnknown)
            await #expect(throws: VideoGenerationError.self) {
                try await scene.tracker.resubmit(id, try scene.negotiated(), to: scene.model)
            }
            _ = try await scene.tracker.liftHalt(of: "highway")
            await scene.pass(.seconds(7200))
        }
        #expect(scene.posts.count == 2)
        #expect(try scene.record().state == .delivered)
    }

    @Test("stays as it is while the store does not answer")
    func unreadable() throws {
        let store = MutedStore()
        let scene = Scene(store: store)
        let error = try scene.run { scene in
            store.isMuted.store(false, ordering: .relaxed)
            try await scene.tracker.halt("highway", .drain)
            _ = await scene.failure(of: try await scene.submit())
            store.isMuted.store(true, ordering: .relaxed)
            await scene.pass(.seconds(60))
            return await scene.failure(of: try await scene.submit())
        }
        #expect(error.code == .serviceUnavailable && scene.posts.isEmpty)
    }

    @Test("is not asked for a video's new address either, if it is paused")
    func downloaded() throws {
        let scene = Scene()
        _ = try scene.deliver()
        let code = try scene.run { scene in
            let id = try #require(try await scene.store.tasks().first?.id)
            try await scene.tracker.halt("highway", .pause)
            do throws(VideoGenerationError) {
                try await scene.tracker.download(id, of: scene.model, to: .links)
                return nil as VideoGenerationError.Code?
            } catch {
                return error.code
            }
        }
        #expect(code == .serviceUnavailable)
    }

    @Test("is one that a store has to keep")
    func noStore() throws {
        let scene = Scene(store: WatchedStore { _, _ in nil })
        let code = try scene.run { scene in
            do throws(VideoGenerationError) {
                try await scene.tracker.halt("highway", .drain)
                return nil as VideoGenerationError.Code?
            } catch {
                return error.code
            }
        }
        #expect(code == .configuration)
        #expect(try scene.deliver().samples.count == 1)
    }
}

/// Does not say what is halted.
private final class MutedStore: ForwardingStore {
    let isMuted = Atomic(true)
    let memory = MemoryTaskStore()

    func halts() async throws(VideoGenerationError) -> [Halt] {
        if isMuted.load(ordering: .relaxed) { throw VideoGenerationError(.store, "permission denied for table halt") }
        return try await memory.halts()
    }

    func record(_ halt: Halt) async throws(VideoGenerationError) { try await memory.record(halt) }
    func removeHalt(of target: String) async throws(VideoGenerationError) -> Bool {
        try await memory.removeHalt(of: target)
    }
}
