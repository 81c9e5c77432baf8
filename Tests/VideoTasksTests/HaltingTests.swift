// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
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

    @Test("does not get what has waited for it to be well")
    func held() throws {
        let services = Services([Array(repeating: .lost, count: 5) + [.accepted]])
        let words = try services.loop.run {
            for _ in 0..<5 { _ = await services.tracker.events(of: try await services.submit()).words() }
            try await services.tracker.halt("a", .pause)
            return await services.tracker.events(of: try await services.submit()).words()
        }
        #expect(words == ["failed service_unavailable"])
        #expect(services.posts == "aaaaa")
    }

    @Test("gets no second submission of what may have come to nothing, neither by hand nor by itself")
    func resubmitted() throws {
        let allowance = ResubmissionAllowance(
            perDay: 9, amountPerDay: Money(micros: 9_000_000), assumedCost: Money(micros: 1))
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
        let store = MemoryTaskStore()
        let scene = Scene(store: store)
        let error = try scene.run { scene in
            try await scene.tracker.halt("highway", .drain)
            _ = await scene.failure(of: try await scene.submit())
            #expect(try await scene.tracker.halts().map(\.target) == ["highway"])
            return await scene.failure(of: try await scene.submit())
        }
        #expect(error.code == .serviceUnavailable)
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
