// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("What a service is asked for besides a task's state")
struct ServiceWishTests {
    private let model = KeyedModel()

    /// The state of a task that the service was asked to stop, right away and at its end.
    private func cancelling(_ cancel: VirtualReply, then last: String) throws -> (now: TaskState, end: TaskState?) {
        let wish = Counted()
        let scene = KeyedScene { exchange in
            switch exchange.request.method {
            case .post: return .json(#"{"id":"k-1"}"#)
            case .put:
                _ = wish.next()
                return cancel
            default: return .json(#"{"state":"\#(wish.count == 0 ? "running" : last)"}"#)
            }
        }
        let (request, tracker, model) = (try model.request(), scene.tracker, model)
        return try scene.loop.run {
            let id = try await tracker.submit(request, to: model, destination: .links)
            for await event in await tracker.events(of: id) { if case .submitted = event { break } }
            let now = try await tracker.cancel(id).state
            _ = try? await tracker.delivery(of: id)
            return (now, try await tracker.store.task(id)?.state)
        }
    }

    @Test(
        "a wish to stop that may come too late leaves the task to its status",
        arguments: [
            ("done", TaskState.delivered), ("cancelled", .cancelled),
        ])
    func requested(last: String, end: TaskState) throws {
        let states = try cancelling(.json("{}", status: 202), then: last)
        #expect(!states.now.isTerminal)
        #expect(states.end == end)
    }

    @Test("a wish that the service refuses is an error, and the task goes on")
    func refused() throws {
        let error = #expect(throws: VideoGenerationError.self) {
            try cancelling(.json("{}", status: 400), then: "done")
        }
        #expect(error?.message == "It is too late.")
    }

    @Test("what a lost submission may have become is looked up: not what is older, or known; its own prompt first")
    func candidates() throws {
        let posts = Counted()
        let scene = KeyedScene { exchange in
            switch (exchange.request.method, exchange.request.path) {
            case (.post, _): posts.next() == 0 ? .failure(.connectionLost) : .json(#"{"id":"known"}"#)
            case (_, "/v1/tasks"):
                .json(
                    """
                    {"tasks":[{"id":"it","prompt":"a ship","created":1e12},{"id":"vague"},
                    {"id":"other","prompt":"a cat"},{"id":"old","created":1},{"id":"known"},{"id":"no id"}]}
                    """)
            default: .json(#"{"state":"done"}"#)
            }
        }
        let (request, tracker, model) = (try model.request(), scene.tracker, model)
        let ids = try scene.loop.run {
            let lost = try await tracker.submit(request, to: model, destination: .links)
            _ = try? await tracker.delivery(of: lost)
            let other = try await tracker.submit(request, to: model, destination: .links)
            _ = try await tracker.delivery(of: other)
            return try await tracker.candidates(for: lost, of: model).map(\.remoteID)
        }
        #expect(ids == ["it", "vague", "other"])
    }

    @Test("a service without a list says so, and where to look")
    func noList() throws {
        let scene = Scene(Script(submit: { _ in .failure(.connectionLost) }))
        let error = try scene.run { scene in
            let id = try await scene.submit()
            _ = await scene.failure(of: id)
            return await #expect(throws: VideoGenerationError.self) {
                try await scene.tracker.candidates(for: id, of: scene.model)
            }
        }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("lists no tasks") == true)
    }
}
