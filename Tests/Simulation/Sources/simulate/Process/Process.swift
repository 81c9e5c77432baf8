// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

/// One life of the app: a tracker on a loop of its own, with a hold on the disk.
///
/// Sendable by confinement to the loop's thread, as ``World``.
final class Process: @unchecked Sendable {
    let number: Int
    let world: World
    let plan: Plan.ProcessPlan
    let loop: VirtualLoop
    let store: DiskStore
    let tracker: VideoTracker
    private(set) var isDead = false {
        didSet {
            for mourner in mourners { mourner.resume() }
            mourners = []
        }
    }
    private var mourners: [CheckedContinuation<Void, Never>] = []
    /// Since when it is asked to stop.
    private(set) var stopped: MonotonicTime?
    /// Whether nothing of it runs any more.
    private(set) var isDrained = false
    /// The requests that it was asked for.
    var asked: Set<Int> = []
    /// How often each was submitted since it was asked for.
    var submissions: [Int: Int] = [:]
    /// What it does at the moment, for which request.
    private(set) var errands: [Int: (word: String, request: Int)] = [:]
    private var nextErrand = 0
    private var operations: [Step: Int] = [:]

    private final class Door: @unchecked Sendable {
        weak var process: Process?
    }

    init(_ number: Int, _ plan: Plan.ProcessPlan, in world: World) {
        self.number = number
        self.plan = plan
        self.world = world
        let door = Door()
        loop = world.loop.another { [world] exchange in
            guard let process = door.process, !process.isDead else { return .failure(.cancelled) }
            return world.service.answer(exchange, from: process)
        }
        store = DiskStore(world)
        var configuration = VideoTracker.Configuration()
        configuration.resubmission = world.plan.allowance
        configuration.submitAttempts = world.plan.submitAttempts
        tracker = VideoTracker(
            loop: loop, store: store,
            credentials: FixedCredentials([Highway.credential: "key", "OTHER_API_KEY": "key"]),
            configuration: configuration,
            generator: SeededGenerator(seed: world.plan.seed &* 31 &+ UInt64(number)))
        door.process = self
        store.process = self
        world.judge.processes[store.name] = self
        world.note("start", number, say: "process \(number)")
    }

    enum Crash { case before, after }

    /// Whether it dies in this operation: before it takes effect, and then it is dead already, or after that.
    func crash(at step: Step) -> Crash? {
        operations[step, default: 0] += 1
        guard !world.isCalm, let crash = plan.crash, crash.step == step, crash.number == operations[step], !isDead
        else { return nil }
        world.hit(step, crash.isAfter ? .crashAfter : .crashBefore)
        if !crash.isAfter { die() }
        return crash.isAfter ? .after : .before
    }

    /// Dies: nothing of it has any effect from here on.
    func die() {
        guard !isDead else { return }
        isDead = true
        world.note("death", number, say: "process \(number)")
        store.end()
        loop.cutOff()
        Task(executorPreference: loop) {
            await self.tracker.stop(patience: .zero)
            self.isDrained = true
        }
    }

    /// Ends as it should.
    func stop() async {
        guard !isDead, stopped == nil else { return }
        stopped = world.now
        world.note("stop", number, say: "process \(number)")
        await tracker.stop()
        guard !isDead else { return }
        await store.close()
        isDead = true
        isDrained = true
        loop.cutOff()
        world.note("stopped", number, say: "process \(number)")
    }

    /// Waits for its end.
    func end() async {
        await withCheckedContinuation { mourner in
            // Others may have run since the call.
            if isDead { mourner.resume() } else { mourners.append(mourner) }
        }
    }

    /// Whether it may begin something.
    var isUp: Bool { !isDead && stopped == nil }

    /// What it does at the moment, in words.
    var waiting: String {
        errands.sorted { $0.key < $1.key }.map { "\($0.value.word) \($0.value.request)" }.joined(separator: ", ")
    }

    /// Does `errand` beside everything else.
    func begin(_ word: String, _ request: Int, _ errand: @escaping @Sendable () async -> Void) {
        nextErrand += 1
        let number = nextErrand
        errands[number] = (word, request)
        Task(executorPreference: loop) {
            await errand()
            self.errands[number] = nil
        }
    }
}
