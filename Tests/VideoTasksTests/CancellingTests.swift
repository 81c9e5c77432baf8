// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("A task that its model can stop")
struct CancellingTests {
    @Test("is stopped there, ends as cancelled, and is not asked for any more")
    func stopped() throws {
        let scene = ScriptedScene(ScriptedModel(.running(0.1)))
        let request = try scene.request()
        let (task, error, polls) = try scene.loop.run {
            let id = try await scene.tracker.submit(request, to: scene.model, destination: .links)
            for await event in await scene.tracker.events(of: id) { if case .status = event { break } }
            let task = try await scene.tracker.cancel(id)
            let error = await #expect(throws: VideoGenerationError.self) { try await scene.tracker.delivery(of: id) }
            return (task, error, scene.model.cancelled)
        }
        #expect(task.state == .cancelled)
        #expect(error?.code == .cancelled)
        #expect(error?.isRetryable == false)
        #expect(polls == ["scripted-1"])
        let recorded = try scene.store.task(task.id)
        #expect(recorded?.state == .cancelled)
    }

    @Test("also from a process that does not follow it")
    func elsewhere() throws {
        let scene = ScriptedScene(ScriptedModel(.running(0.1)))
        let request = try scene.request()
        let other = VideoTracker(loop: scene.loop, store: scene.store.another(), credentials: FixedCredentials())
        let (task, error) = try scene.loop.run {
            let id = try await scene.tracker.submit(request, to: scene.model, destination: .links)
            for await event in await scene.tracker.events(of: id) { if case .status = event { break } }
            let task = try await other.cancel(id, with: [scene.model])
            let error = await #expect(throws: VideoGenerationError.self) { try await scene.tracker.delivery(of: id) }
            return (task, error)
        }
        #expect(task.state == .cancelled)
        #expect(error?.code == .cancelled)
        #expect(scene.model.cancelled == ["scripted-1"])
    }

    @Test("goes on as before if the model does not stop it, and says why")
    func refused() throws {
        let model = StubbornModel()
        let loop = VirtualLoop { _ in .failure(.unreachable) }
        let tracker = VideoTracker(loop: loop, store: .memory, credentials: FixedCredentials())
        let negotiated = try #require(
            model.descriptor.negotiate(InspectedRequest(prompt: "a ship", options: .init())).request)
        let (error, delivery) = try loop.run {
            let id = try await tracker.submit(negotiated, to: model, destination: .links)
            for await event in await tracker.events(of: id) { if case .submitted = event { break } }
            let error = await #expect(throws: VideoGenerationError.self) { try await tracker.cancel(id) }
            return (error, try await tracker.delivery(of: id))
        }
        #expect(error?.code == .invalidRequest)
        #expect(error?.task?.remoteID == "stubborn-1")
        #expect(delivery.samples.map(\.outcome) == [.delivered])
    }

    @Test("given up while it is submitted, is stopped as soon as it is accepted")
    func whileSubmitting() throws {
        let model = GatedModel()
        let loop = VirtualLoop.offline
        let store = MemoryTaskStore.memory
        let tracker = VideoTracker(loop: loop, store: store, credentials: FixedCredentials())
        let negotiated = try #require(
            model.descriptor.negotiate(InspectedRequest(prompt: "a ship", options: .init())).request)
        let (states, error) = try loop.run {
            let id = try await tracker.submit(negotiated, to: model, destination: .links)
            await model.isAsked()
            let early = try await tracker.cancel(id).state
            model.accept()
            let error = await #expect(throws: VideoGenerationError.self) { try await tracker.delivery(of: id) }
            return ([early, try await tracker.store.task(id)?.state], error)
        }
        #expect(states == [.submitting, .cancelled])
        #expect(error?.code == .cancelled)
        #expect(model.stops == 1)
    }

    @Test("can be given up by a caller who is cancelled, and nothing else stands still for it")
    func cancelledCaller() throws {
        let folder = try TestFolder()
        let scene = ScriptedScene(
            ScriptedModel(), configuration: .init(sinks: [SilentSink()], stagingFolder: folder.path))
        let request = try scene.request()
        let model = SwitchedModel([.report(StatusReport(.succeeded([SwitchedModel.sample(0)]), word: "done"))])
        let other = try model.request()
        let (state, delivery) = try scene.loop.run {
            let id = try await scene.tracker.submit(request, to: scene.model, destination: .sink("silent"))
            for await event in await scene.tracker.events(of: id) {
                if case .status(let status) = event, status.state == .delivering { break }
            }
            let caller = Task(executorPreference: scene.loop) { try await scene.tracker.cancel(id).state }
            caller.cancel()
            let second = try await scene.tracker.submit(other, to: model, destination: .links)
            return (try await caller.value, try await scene.tracker.delivery(of: second))
        }
        #expect(state == .cancelled)
        #expect(delivery.samples.map(\.outcome) == [.delivered])
        #expect(folder.names.isEmpty)
    }

    @Test("a model without that ability is only left alone")
    func abandoned() throws {
        let model = SwitchedModel([.report(StatusReport(.running, word: "running"))])
        let loop = VirtualLoop { _ in .failure(.unreachable) }
        let tracker = VideoTracker(loop: loop, store: .memory, credentials: FixedCredentials())
        let request = try model.request()
        let task = try loop.run {
            let id = try await tracker.submit(request, to: model, destination: .links)
            for await event in await tracker.events(of: id) { if case .submitted = event { break } }
            return try await tracker.cancel(id)
        }
        #expect(task.state == .abandoned)
    }
}

/// A model that stops nothing, and is soon done.
private struct StubbornModel: CancellableVideoGeneration {
    let descriptor = ExampleDescriptors.bare
    let surface = Surface(name: "example", baseURL: nil, credential: nil)

    func submit(_ submission: Submission) async -> SubmitOutcome { .accepted(remoteID: "stubborn-1") }

    func status(_ query: StatusQuery) async -> StatusOutcome {
        .report(StatusReport(.succeeded([SwitchedModel.sample(0)]), word: "done"))
    }

    func cancel(_ query: StatusQuery) async -> CancelOutcome {
        .refused(VideoGenerationError(.invalidRequest, "It is too late."))
    }
}

/// A sink that never answers.
struct SilentSink: DeliverySink {
    let name = "silent"

    func keep(_ video: CheckedVideo) async throws -> String {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            // Kept, so that it is not told to be lost: some software never answers.
            silent.withLock { $0.append(continuation) }
        }
        return ""
    }
}

private let silent = Mutex<[CheckedContinuation<Void, Never>]>([])

/// A model that takes a submission when it is told to.
private final class GatedModel: CancellableVideoGeneration {
    let descriptor = ExampleDescriptors.bare
    let surface = Surface(name: "example", baseURL: nil, credential: nil)
    private let state = Mutex((asked: false, gate: CheckedContinuation<Void, Never>?.none, stops: 0))

    var stops: Int { state.withLock { $0.stops } }

    func isAsked() async { while !state.withLock({ $0.gate != nil }) { await Task.yield() } }

    func accept() { state.withLock { $0.gate }?.resume() }

    func submit(_ submission: Submission) async -> SubmitOutcome {
        await withCheckedContinuation { gate in state.withLock { $0.gate = gate } }
        return .accepted(remoteID: "gated-1")
    }

    func status(_ query: StatusQuery) async -> StatusOutcome { .report(StatusReport(.running, word: "running")) }

    func cancel(_ query: StatusQuery) async -> CancelOutcome {
        state.withLock { $0.stops += 1 }
        return .cancelled
    }
}
