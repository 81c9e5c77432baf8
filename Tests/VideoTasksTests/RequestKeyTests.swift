// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("The caller's own key for a request")
struct RequestKeyTests {
    private func submit(_ scene: Scene, _ id: String, digest: String = "d") async throws -> TaskID {
        try await scene.tracker.submit(
            try scene.negotiated(), to: scene.model, destination: .links, key: RequestKey(id: id, digest: digest))
    }

    @Test("asked twice it is one task and one submission, while it runs and after it has ended")
    func twice() throws {
        let scene = Scene()
        let ids = try scene.run { scene in
            let first = try await submit(scene, "order-1")
            let second = try await submit(scene, "order-1")
            _ = try await scene.tracker.delivery(of: second)
            let third = try await submit(scene, "order-1")
            _ = try await scene.tracker.delivery(of: third)
            return Set([first, second, third])
        }
        #expect(ids.count == 1)
        #expect(scene.posts.count == 1)
    }

    @Test("for another request it is refused, and nothing is sent")
    func conflict() throws {
        let scene = Scene()
        let error = try scene.run { scene in
            _ = try await scene.tracker.delivery(of: try await submit(scene, "order-1"))
            return await #expect(throws: VideoGenerationError.self) {
                try await submit(scene, "order-1", digest: "other")
            }
        }
        #expect(error?.code == .requestIDConflict)
        #expect(scene.posts.count == 1)
    }

    @Test("a task that the service refused for a passing reason is submitted anew, under the same id")
    func again() throws {
        let script = Script(submit: { call in
            call.number < 4 ? .refusal(429, "RATE_LIMIT_EXCEEDED") : .json(#"{"task_id":"t-9"}"#)
        })
        let scene = Scene(script)
        let (first, second) = try scene.run { scene in
            let first = try await submit(scene, "order-1")
            #expect(await scene.failure(of: first).code == .rateLimited)
            let second = try await submit(scene, "order-1")
            _ = try await scene.tracker.delivery(of: second)
            return (first, second)
        }
        #expect(first == second)
        #expect(try scene.record().attempts.map(\.outcome) == [.rejected, .rejected, .rejected, .rejected, .accepted])
    }

    @Test("one whose outcome is unknown stays unknown: asking again is not permission to pay again")
    func unknown() throws {
        let scene = Scene(Script(submit: inTurn(.failure(.connectionLost))))
        try scene.run { scene in
            let first = try await submit(scene, "order-1")
            #expect(await scene.failure(of: first).code == .submissionUnknown)
            let second = try await submit(scene, "order-1")
            #expect(await scene.failure(of: second).code == .submissionUnknown)
        }
        #expect(scene.posts.count == 1)
    }

    @Test(
        "a key has 1 to 255 characters that can be shown", arguments: ["", "a\nb", String(repeating: "x", count: 256)])
    func bad(_ id: String) {
        #expect(throws: VideoGenerationError.self) { try RequestKey(id: id, digest: "d") }
    }
}
