// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

struct StoppableModel: HTTPCancellableVideoGeneration {
    let base = KeyedModel()
    var descriptor: CapabilityDescriptor { base.descriptor }
    var surface: Surface { base.surface }
    func submitCall(for request: NegotiatedRequest) throws(VideoGenerationError) -> HTTPCall {
        try base.submitCall(for: request)
    }
    func readSubmit(_ reply: HTTPReply) -> SubmitReading { base.readSubmit(reply) }
    func statusCall(for task: TaskHandle) throws(VideoGenerationError) -> HTTPCall { try base.statusCall(for: task) }
    func readStatus(_ reply: HTTPReply, of task: TaskHandle) -> StatusReading {
        let word = JSON(parsing: reply.body)?["state"]?.string
        if word == "completed", let url = try? surface.url("/results/x") {
            return .further(HTTPCall(.get, url)) { reply in
                if reply.status == 400 { return .report(StatusReport(.running, word: "completed")) }
                let sample = Self.sample
                return .report(StatusReport(.succeeded([sample]), word: "completed"))
            }
        }
        if word == "done" {
            let sample = Self.sample
            return .report(StatusReport(.succeeded([sample]), word: "done"))
        }
        return base.readStatus(reply, of: task)
    }
    private static let sample = RemoteSample(
        index: 0, location: WebURL("https://cdn.keyed.example/x.mp4").map { .url($0) } ?? .missing(reason: "no URL"))

    func cancelCall(for task: TaskHandle) throws(VideoGenerationError) -> HTTPCall { try base.cancelCall(for: task) }
    func readCancel(_ reply: HTTPReply, of task: TaskHandle) -> CancelReading { .cancelled }
}

final class RotatingKeys: RotatingCredentialSource {
    let state = Mutex((isNew: false, refused: [String]()))
    func credential(named name: CredentialName) async throws -> Secret? {
        try Secret(state.withLock { $0.isNew } ? "key-new" : "key-old")
    }
    func credentialWasRefused(_ secret: Secret, named name: CredentialName) async {
        state.withLock { $0.refused.append(secret.reveal()) }
    }
}

/// Takes 1.5 seconds for each key.
final class SlowKeys: CredentialSource {
    let hasKey = Atomic(true)
    private let loop: VirtualLoop

    init(_ loop: VirtualLoop) {
        self.loop = loop
    }

    func credential(named name: CredentialName) async throws -> Secret? {
        let kept = Mutex<(any LoopTimer)?>(nil)
        await withCheckedContinuation { continuation in
            let timer = loop.makeTimer { continuation.resume() }
            kept.withLock { $0 = timer }
            timer.wake(at: loop.now + .milliseconds(1500))
        }
        kept.withLock { $0 = nil }
        return hasKey.load(ordering: .relaxed) ? try Secret("key") : nil
    }
}

@Suite("What reading the poll path found")
struct FoundByReadingTests {
    @Test("a further call that says running does not hide the end")
    func further() throws {
        let results = Counted()
        let scene = KeyedScene { exchange in
            if exchange.purpose == .submit { return .json(#"{"id":"k-1"}"#) }
            if exchange.request.path?.contains("results") == true {
                return results.next() == 0 ? .json("{}", status: 400) : .json("{}")
            }
            return .json(#"{"state":"completed"}"#)
        }
        let request = try KeyedModel().request()
        let delivered = try scene.loop.run {
            let id = try await scene.tracker.submit(request, to: StoppableModel(), destination: .links)
            return try await scene.tracker.delivery(of: id, within: .seconds(3600)).samples.count
        }
        #expect(delivered == 1)
    }

    @Test("a task that was given up while it was submitted is stopped, though nobody listens")
    func unwanted() throws {
        let cancels = Counted()
        let scene = KeyedScene { exchange in
            if exchange.purpose == .submit {
                var reply = VirtualReply.json(#"{"id":"k-1"}"#)
                reply.delay = .seconds(5)
                return reply
            }
            if exchange.request.path?.hasSuffix("cancel") == true {
                _ = cancels.next()
                return .json("{}")
            }
            return .json(#"{"state":"running"}"#)
        }
        let request = try KeyedModel().request()
        let states = try scene.loop.run {
            let id = try await scene.tracker.submit(request, to: StoppableModel(), destination: .links)
            await scene.tracker.pause(.seconds(1))
            let early = try await scene.tracker.cancel(id).state
            await scene.tracker.pause(.seconds(100))
            return [early, try await scene.tracker.store.task(id)?.state]
        }
        #expect(states == [.submitting, .cancelled])
        #expect(cancels.count == 1)
    }

    @Test("a question that has to wait for another turn, because the key was slow, is asked", arguments: [true, false])
    func slowKey(hasKey: Bool) throws {
        let polls = Counted()
        let loop = VirtualLoop { exchange in
            if exchange.purpose == .submit { return .json(#"{"id":"k-1"}"#) }
            _ = polls.next()
            return .json(#"{"state":"running"}"#)
        }
        let keys = SlowKeys(loop)
        var configuration = VideoTracker.Configuration()
        configuration.pace = PollPace(rate: 0.5, burst: 1)
        let tracker = VideoTracker(
            loop: loop, store: .memory, credentials: keys, configuration: configuration,
            generator: SeededGenerator(seed: 1))
        let request = try KeyedModel().request()
        try loop.run {
            _ = try await tracker.submit(request, to: KeyedModel(), destination: .links)
            await tracker.pause(.seconds(2))
            keys.hasKey.store(hasKey, ordering: .relaxed)
            await tracker.pause(.seconds(300))
            keys.hasKey.store(true, ordering: .relaxed)
            await tracker.pause(.seconds(300))
            await tracker.stop()
        }
        #expect(polls.count > (hasKey ? 10 : 5))
    }

    @Test("a late answer with the old key refuses the old key")
    func rotation() throws {
        let keys = RotatingKeys()
        let ids = Counted()
        let scene = KeyedScene(keys: keys) { exchange in
            if exchange.purpose == .submit { return .json(#"{"id":"k-\#(ids.next())"}"#) }
            guard exchange.authorization?.secret.reveal() == "key-old" else { return .json(#"{"state":"running"}"#) }
            keys.state.withLock { $0.isNew = true }
            var reply = VirtualReply.json("{}", status: 401)
            reply.delay = .seconds(40)
            return reply
        }
        let request = try KeyedModel().request()
        try scene.loop.run {
            for _ in 0..<2 {
                _ = try await scene.tracker.submit(request, to: KeyedModel(), destination: .links);
                await scene.tracker.pause(.seconds(2))
            }
            await scene.tracker.pause(.seconds(100))
        }
        #expect(Set(keys.state.withLock { $0.refused }) == ["key-old"])
    }

    @Test("after a stop a sleeping task is not said to be unknown")
    func stopped() throws {
        let scene = KeyedScene { $0.purpose == .submit ? .json(#"{"id":"k-1"}"#) : .json(#"{"state":"running"}"#) }
        let request = try KeyedModel().request()
        let code = try scene.loop.run {
            let id = try await scene.tracker.submit(request, to: KeyedModel(), destination: .links)
            await scene.tracker.pause(.seconds(60))
            await scene.tracker.stop()
            do { _ = try await scene.tracker.delivery(of: id); return "none" } catch {
                return (error as? VideoGenerationError)?.code.rawValue ?? "?"
            }
        }
        #expect(code == "timed_out")
    }

    @Test("a task that is woken while another holds it")
    func cancel() throws {
        let ids = Counted()
        let state = Mutex((isStopping: false, polls: [String: Int]()))
        let scene = KeyedScene { exchange in
            if exchange.purpose == .submit { return .json(#"{"id":"k-\#(ids.next())"}"#) }
            let path = exchange.request.path ?? ""
            if path.hasSuffix("cancel") {
                state.withLock { $0.isStopping = true }
                var reply = VirtualReply.json("{}")
                reply.delay = .seconds(40)
                return reply
            }
            return state.withLock { state in
                if path.hasSuffix("k-0"), !state.isStopping { return .json(#"{"state":"running"}"#) }
                let number = state.polls[path, default: 0]
                state.polls[path] = number + 1
                if path.hasSuffix("k-0") {
                    return number < 1 ? .json(#"{"state":"stopping"}"#) : .json(#"{"state":"cancelled"}"#)
                }
                return number < 3 ? .json(#"{"state":"running"}"#) : .json(#"{"state":"done"}"#)
            }
        }
        let request = try KeyedModel().request()
        let (rows, states) = try scene.loop.run {
            let model = StoppableModel()
            let id = try await scene.tracker.submit(request, to: model, destination: .links)
            await scene.tracker.pause(.seconds(60))
            do { print("cancel:", try await scene.tracker.cancel(id).state) } catch { print("cancel threw", error) }
            var rows: [Int] = []
            var states: [String] = []
            var others: [TaskID] = []
            for _ in 0..<2 {
                others.append(try await scene.tracker.submit(request, to: model, destination: .links))
                await scene.tracker.pause(.seconds(1))
                rows.append(await scene.tracker.rowOf(others.last!))
            }
            await scene.tracker.pause(.seconds(2000))
            for other in others {
                states.append(try await scene.tracker.store.task(other)?.state.rawValue ?? "none")
            }
            return (rows, states)
        }
        #expect(Set(rows).count == 2, "\(rows)")
        #expect(states == ["delivered", "delivered"])
    }
}

extension VideoTracker {
    func rowOf(_ id: TaskID) -> Int { desk.state.table.row(of: id) ?? -1 }
}
