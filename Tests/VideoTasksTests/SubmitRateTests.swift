// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("A limit of submissions a second")
struct SubmitRateTests {
    private static func configuration(_ rate: Double?) -> VideoTracker.Configuration {
        VideoTracker.Configuration(submitRate: rate)
    }

    private static func times(_ scene: Scene) -> [Double] { scene.posts.map { $0.time / .seconds(1) } }

    @Test("those that are too many wait for their turn, and all come", arguments: [0.5, 4, 25])
    func waits(rate: Double) throws {
        let scene = Scene(Script(), configuration: Self.configuration(rate))
        let ids = try scene.run { scene in
            var ids: [TaskID] = []
            for _ in 0..<40 { ids.append(try await scene.submit()) }
            await scene.pass(.seconds(40 / rate + 30))
            return ids
        }
        let times = Self.times(scene)
        #expect(times.count == 40 && Set(ids).count == 40)
        let gaps = zip(times, times.dropFirst()).map { $1 - $0 }
        #expect(gaps.allSatisfy { $0 >= 1 / rate - 0.011 }, "\(gaps)")
        #expect((times.last ?? 0) - times[0] <= 39 / rate * 1.05 + 0.1)
    }

    @Test("without one nothing waits")
    func none() throws {
        let scene = Scene(Script(), configuration: Self.configuration(nil))
        try scene.run { scene in
            for _ in 0..<40 { _ = try await scene.submit() }
            await scene.pass(.seconds(1))
        }
        #expect(scene.posts.count == 40)
    }

    @Test("it is what all together may, by the part that is agreed on", arguments: [1, 0.5, 0.1])
    func shared(fraction: Double) throws {
        let store = SharingStore { _ in PaceShare(fraction, for: .seconds(6)) }
        let scene = Scene(Script(), store: store, configuration: Self.configuration(4))
        try scene.run { scene in
            for _ in 0..<20 { _ = try await scene.submit() }
            await scene.pass(.seconds(20 / (4 * fraction) + 30))
        }
        let times = Self.times(scene)
        #expect(times.count == 20)
        let mean = Double(times.count - 1) / ((times.last ?? 0) - times[0])
        #expect((0.9...1.01).contains(mean / (4 * fraction)), "\(mean)")
    }

    @Test(
        "nothing is submitted before anything is agreed on, nor when an agreement has ended, and nothing fails by that")
    func nothingAgreed() throws {
        let store = SharingStore { _ in nil }
        let scene = Scene(Script(), store: store, configuration: Self.configuration(4))
        let ids = try scene.run { scene in
            var ids: [TaskID] = []
            for _ in 0..<100 { ids.append(try await scene.submit()) }
            await scene.pass(.seconds(2000))
            #expect(scene.posts.isEmpty)
            store.answer.withLock { $0 = { _ in PaceShare(1, for: .seconds(6)) } }
            await scene.pass(.seconds(8))
            let begun = scene.posts.count
            #expect((20...33).contains(begun))
            store.answer.withLock { $0 = { _ in nil } }
            await scene.pass(.seconds(7))
            let held = scene.posts.count
            await scene.pass(.seconds(2000))
            #expect(scene.posts.count == held && held < 100)
            store.answer.withLock { $0 = { _ in PaceShare(1, for: .seconds(6)) } }
            await scene.pass(.seconds(60))
            return ids
        }
        #expect(scene.posts.count == 100 && Set(ids).count == 100)
    }

    @Test("one that was given up while it waited takes no turn, and is not submitted")
    func givenUp() throws {
        let scene = Scene(Script(), configuration: Self.configuration(1))
        try scene.run { scene in
            var ids: [TaskID] = []
            for _ in 0..<10 { ids.append(try await scene.submit()) }
            for id in ids.suffix(5) { _ = try await scene.tracker.cancel(id, with: [scene.model]) }
            await scene.pass(.seconds(30))
        }
        #expect(scene.posts.count == 5)
    }
}
