// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

/// Gives each key after a while of the loop's time.
private final class ScriptedKeys: CredentialSource {
    private let loop: VirtualLoop
    private let reads = Counted()
    private let script: @Sendable (_ read: Int) -> (wait: Duration, isThere: Bool)

    init(_ loop: VirtualLoop, _ script: @escaping @Sendable (_ read: Int) -> (wait: Duration, isThere: Bool)) {
        self.loop = loop
        self.script = script
    }

    var readCount: Int { reads.count }

    func credential(named name: CredentialName) async throws -> Secret? {
        let (wait, isThere) = script(reads.next())
        let kept = Mutex<(any LoopTimer)?>(nil)
        await withCheckedContinuation { continuation in
            let timer = loop.makeTimer { continuation.resume() }
            kept.withLock { $0 = timer }
            timer.wake(at: loop.now + wait)
        }
        kept.withLock { $0 = nil }
        return isThere ? try Secret("key") : nil
    }
}

@Suite("The key of questions")
struct KeyReadingTests {
    private struct Followed {
        let loop: VirtualLoop
        let tracker: VideoTracker
        let keys: ScriptedKeys
        let polls = Counted()

        init(_ script: @escaping @Sendable (_ read: Int) -> (wait: Duration, isThere: Bool)) {
            let (polls, names) = (polls, Counted())
            loop = VirtualLoop { exchange in
                guard exchange.purpose == .submit else {
                    _ = polls.next()
                    return .json(#"{"state":"running"}"#)
                }
                return .json(#"{"id":"k-\#(names.next())"}"#)
            }
            keys = ScriptedKeys(loop, script)
            tracker = VideoTracker(
                loop: loop, store: .memory, credentials: keys, generator: SeededGenerator(seed: 1))
        }
    }

    @Test("where there is none, whoever keeps it is asked once a second at most")
    func missing() throws {
        let count = 40
        let scene = Followed { read in (.milliseconds(1), read < count) }
        let request = try KeyedModel().request()
        try scene.loop.run {
            for _ in 0..<count { _ = try await scene.tracker.submit(request, to: KeyedModel(), destination: .links) }
            await scene.tracker.pause(.seconds(20))
            await scene.tracker.stop()
        }
        #expect(scene.polls.count == 0)
        #expect((count + 5...count + 21).contains(scene.keys.readCount))
    }

    @Test("if it does not come, questions fail meanwhile; it is looked for once, and serves when it comes")
    func late() throws {
        let scene = Followed { read in (read == 1 ? .seconds(400) : .milliseconds(1), true) }
        let request = try KeyedModel().request()
        let (troubles, reads, polls) = try scene.loop.run {
            let id = try await scene.tracker.submit(request, to: KeyedModel(), destination: .links)
            await scene.tracker.pause(.seconds(300))
            let troubles = try await scene.tracker.troubles(of: id)
            let early = (scene.keys.readCount, scene.polls.count)
            await scene.tracker.pause(.seconds(600))
            await scene.tracker.stop()
            return (troubles, early.0, early.1)
        }
        #expect(troubles > 0)
        #expect(reads == 2 && polls == 0)
        #expect(scene.polls.count > 2)
    }
}

extension VideoTracker {
    fileprivate func troubles(of id: TaskID) async throws -> Int {
        try await find(id)?.machine.following.accountTroubles ?? 0
    }
}
