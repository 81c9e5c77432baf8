// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("A pace that others share")
struct SharedPaceTests {
    private static let running = Script(poll: { _ in .running })

    /// Each task is asked about so often that the pace is what limits it.
    private static let eager = VideoTracker.Configuration(polling: .init(shortest: .seconds(3), longest: .seconds(3)))

    /// How many questions a second were asked between two times.
    private static func rate(_ scene: Scene, from start: Double, to end: Double) -> Double {
        let times = scene.polls.map { $0.time / .seconds(1) }
        return Double(times.count { (start..<end).contains($0) }) / (end - start)
    }

    private static func submit(_ count: Int, in scene: Scene) async throws {
        for _ in 0..<count { _ = try await scene.submit() }
    }

    @Test("is asked at by its part, and by another part as soon as that is agreed on", arguments: [0.5, 0.25, 0.1])
    func part(fraction: Double) throws {
        let store = SharingStore { _ in PaceShare(fraction, for: .seconds(6)) }
        let scene = Scene(Self.running, store: store, configuration: Self.eager)
        try scene.run { scene in
            try await Self.submit(200, in: scene)
            await scene.pass(.seconds(300))
            store.answer.withLock { $0 = { _ in PaceShare(1, for: .seconds(6)) } }
            await scene.pass(.seconds(100))
            store.answer.withLock { $0 = { _ in PaceShare(fraction, for: .seconds(6)) } }
            await scene.pass(.seconds(100))
        }
        // Ten a second are the whole; a tenth of the burst and more is spent by then.
        #expect((0.97...1.03).contains(Self.rate(scene, from: 100, to: 300) / (10 * fraction)))
        #expect((0.97...1.03).contains(Self.rate(scene, from: 310, to: 400) / 10))
        #expect((0.97...1.03).contains(Self.rate(scene, from: 410, to: 500) / (10 * fraction)))
        let weights = store.weights.withLock { $0 }
        #expect(weights.max() == 200 && weights.min() == 1)
    }

    @Test("is not asked at before anything is agreed on, nor when an agreement has ended and the store is away")
    func nothingAgreed() throws {
        let store = SharingStore { _ in nil }
        let scene = Scene(Self.running, store: store, configuration: Self.eager)
        try scene.run { scene in
            try await Self.submit(50, in: scene)
            await scene.pass(.seconds(100))
            #expect(scene.polls.isEmpty)
            store.answer.withLock { $0 = { _ in PaceShare(1, for: .seconds(6)) } }
            await scene.pass(.seconds(100))
            store.answer.withLock { $0 = { _ in nil } }
            await scene.pass(.seconds(100))
            store.answer.withLock { $0 = { _ in PaceShare(1, for: .seconds(6)) } }
            await scene.pass(.seconds(100))
        }
        #expect((9.5...10.2).contains(Self.rate(scene, from: 110, to: 200)))
        #expect(Self.rate(scene, from: 207, to: 300) == 0)
        #expect((9.5...10.2).contains(Self.rate(scene, from: 310, to: 400)))
        // Nothing was saved up meanwhile.
        #expect(Self.rate(scene, from: 300, to: 303) <= 11)
    }

    @Test("a part of nothing is none, until there is one")
    func nothing() throws {
        let store = SharingStore { number in PaceShare(number < 20 ? 0 : 0.5, for: .seconds(6)) }
        let scene = Scene(Self.running, store: store, configuration: Self.eager)
        try scene.run { scene in
            try await Self.submit(50, in: scene)
            await scene.pass(.seconds(100))
        }
        #expect(Self.rate(scene, from: 0, to: 38) == 0)
        #expect((4.5...5.5).contains(Self.rate(scene, from: 50, to: 100)))
    }

    @Test("the question that settles a task is asked once, also where nothing is agreed on for a minute")
    func settling() throws {
        let store = SharingStore { _ in nil }
        let scene = Scene(Script(submit: { _ in .failure(.connectionLost) }, poll: { _ in .running }), store: store)
        try scene.run { scene in
            let id = try await scene.submit()
            _ = await scene.failure(of: id)
            try await scene.tracker.resolve(id, as: "t-9", of: scene.model)
        }
        #expect(scene.polls.count == 1)
    }

    @Test(
        "a change of the part does not move the time before which the service wants no question",
        arguments: [0.5, 0.01, 1e-6])
    func held(part: Double) {
        func time(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(seconds * 1e9)) }
        var pace = PollPace(rate: 10, burst: 2)
        pace.hold(until: time(900))
        for _ in 0..<3 { _ = pace.reserve(at: time(1)) }
        pace.setShare(part, givingBack: 3, at: time(10))
        #expect(pace.reserve(at: time(11)) == time(900))
        pace.setShare(0, givingBack: 1, at: time(20))
        #expect(pace.reserve(at: time(21)) > time(3000))
        pace.setShare(1, givingBack: 1, at: time(30))
        #expect(pace.reserve(at: time(31)) <= time(900.1))
        #expect(pace.reserve(at: time(31)) >= time(900))
    }

    @Test("parts that change all the time are never more than the whole, and never nothing")
    func changing() {
        var (pace, generator) = (PollPace(rate: 10, burst: 5), SeededGenerator(seed: 1))
        var (now, allowed, asked) = (0.0, 0.0, 0.0)
        var turn: MonotonicTime?
        var part = 1.0
        for _ in 0..<40_000 {
            let step = Double.random(in: 0...0.05, using: &generator)
            now += step
            // No more than a burst is saved up, whatever the parts were.
            allowed += step * 10 * part
            let time = MonotonicTime(nanoseconds: Int64(now * 1e9))
            if Int.random(in: 0..<40, using: &generator) == 0 {
                part = [0, 0.1, 0.3, 1].randomElement(using: &generator) ?? 1
                pace.setShare(part, givingBack: turn == nil ? 0 : 1, at: time)
                turn = nil
            }
            if turn == nil { turn = pace.reserve(at: time) }
            while let due = turn, due <= time {
                asked += 1
                #expect(asked <= allowed + 6, "\(asked) of \(allowed)")
                turn = pace.reserve(at: time)
            }
        }
        // Nor does it go to waste: who always asks gets what is allowed, but for what each closing costs.
        #expect(asked > allowed * 0.8, "\(asked) of \(allowed)")
    }
}

/// A store in memory that says what a test wants about paces.
final class SharingStore: ForwardingStore {
    let answer: Mutex<@Sendable (Int) -> PaceShare?>
    let weights = Mutex<[Int]>([])
    let memory = MemoryTaskStore()

    init(_ answer: @escaping @Sendable (Int) -> PaceShare?) {
        self.answer = Mutex(answer)
    }

    var sharesPace: Bool { true }

    func paceShare(of account: String, weight: Int) async throws(VideoGenerationError) -> PaceShare {
        let number = weights.withLock { weights in
            weights.append(weight)
            return weights.count
        }
        guard let share = answer.withLock({ $0 })(number) else {
            throw VideoGenerationError(.store, "The database is away.")
        }
        return share
    }
}
