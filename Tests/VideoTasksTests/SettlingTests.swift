// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("What a person decides about a task")
struct SettlingTests {
    private static let lost = Script(submit: { call in
        call.number == 0 ? .failure(.connectionLost) : .json(#"{"task_id":"t-\#(call.number)"}"#)
    })

    private func parked(_ scene: Scene) async throws -> TaskID {
        let id = try await scene.submit()
        #expect(await scene.failure(of: id).code == .submissionUnknown)
        return id
    }

    @Test("an unknown outcome that turns out to be a task is followed under its id")
    func resolve() throws {
        let scene = Scene(Self.lost)
        let delivery = try scene.run { scene in
            let id = try await parked(scene)
            try await scene.tracker.resolve(id, as: "found-1", of: scene.model)
            try await scene.tracker.resume(id, with: [scene.model])
            return try await scene.tracker.delivery(of: id)
        }
        #expect(delivery.task.remoteID == "found-1")
        #expect(scene.posts.count == 1)
    }

    @Test("an id that could not be one is refused", arguments: ["", "../x", "a b"])
    func badID(_ remoteID: String) throws {
        let scene = Scene(Self.lost)
        let error = try scene.run { scene in
            let id = try await parked(scene)
            return await #expect(throws: VideoGenerationError.self) {
                try await scene.tracker.resolve(id, as: remoteID, of: scene.model)
            }
        }
        #expect(error?.code == .invalidRequest)
        #expect(try scene.record().state == .submissionUnknown)
    }

    @Test(
        "an id is taken only if the service knows a task of that id",
        arguments: [
            (VirtualReply.refusal(404, "TASK_NOT_FOUND"), VideoGenerationError.Code.invalidRequest),
            (.refusal(404, "MODEL_NOT_FOUND"), .modelRetired),
            (.refusal(401, "INVALID_API_KEY"), .authentication), (.failure(.connectionLost), .serviceUnavailable),
        ])
    func unconfirmed(reply: VirtualReply, code: VideoGenerationError.Code) throws {
        let scene = Scene(Script(submit: Self.lost.submit, poll: { $0.number == 0 ? reply : .done() }))
        let (error, delivery) = try scene.run { scene in
            let id = try await parked(scene)
            let error = await #expect(throws: VideoGenerationError.self) {
                try await scene.tracker.resolve(id, as: "slip", of: scene.model)
            }
            #expect(try await scene.store.task(id)?.state == .submissionUnknown)
            // Nothing is spoilt: the right one is taken later.
            try await scene.tracker.resolve(id, as: "found-1", of: scene.model)
            try await scene.tracker.resume(id, with: [scene.model])
            return (error, try await scene.tracker.delivery(of: id))
        }
        #expect(error?.code == code)
        #expect(error?.code != .invalidRequest || error?.isRetryable == false)
        #expect(error?.message.hasSuffix("Nothing was recorded.") == true)
        #expect(delivery.task.remoteID == "found-1")
    }

    @Test("the id of another recorded task is refused, and names that task")
    func taken() throws {
        let scene = Scene(Self.lost)
        let (other, error) = try scene.run { scene in
            let id = try await parked(scene)
            let other = try await scene.submit()
            let delivery = try await scene.tracker.delivery(of: other)
            let error = await #expect(throws: VideoGenerationError.self) {
                try await scene.tracker.resolve(id, as: delivery.task.remoteID, of: scene.model)
            }
            #expect(try await scene.store.task(id)?.state == .submissionUnknown)
            return (other, error)
        }
        #expect(error?.code == .invalidRequest && error?.message.contains(other.rawValue) == true)
    }

    @Test("an unknown outcome that was none ends as failed, and may then be submitted again")
    func notSubmitted() throws {
        let scene = Scene(Self.lost)
        let delivery = try scene.run { scene in
            let id = try await parked(scene)
            try await scene.tracker.resolveAsNotSubmitted(id)
            #expect(try await scene.store.task(id)?.state == .failed)
            try await scene.tracker.resubmit(id, try scene.negotiated(), to: scene.model)
            return try await scene.tracker.delivery(of: id)
        }
        #expect(delivery.attempts.count == 2)
        #expect(scene.posts.count == 2)
    }

    @Test("an unknown outcome is submitted again by choice, and the first submission stays on record")
    func resubmit() throws {
        let scene = Scene(Self.lost)
        _ = try scene.run { scene in
            let id = try await parked(scene)
            try await scene.tracker.resubmit(id, try scene.negotiated(), to: scene.model)
            return try await scene.tracker.delivery(of: id)
        }
        #expect(try scene.record().attempts.map(\.outcome) == [.unknown, .accepted])
        #expect(scene.posts.count == 2)
    }

    @Test("a second submission that is proved to have done nothing leaves the first one unknown")
    func stillUnknown() throws {
        let scene = Scene(
            Script(submit: { call in
                call.number == 0 ? .failure(.connectionLost) : .refusal(400, "INVALID_REQUEST_BODY")
            }))
        try scene.run { scene in
            let id = try await parked(scene)
            try await scene.tracker.resubmit(id, try scene.negotiated(), to: scene.model)
            #expect(await scene.failure(of: id).code == .submissionUnknown)
        }
        #expect(try scene.record().state == .submissionUnknown)
        #expect(try scene.record().attempts.map(\.outcome) == [.unknown, .rejected])
    }

    @Test("another request is not submitted in its place")
    func otherRequest() throws {
        let scene = Scene(Self.lost)
        let error = try scene.run { scene in
            let id = try await parked(scene)
            let other = try scene.negotiated(VideoOptions(seed: 7))
            return await #expect(throws: VideoGenerationError.self) {
                try await scene.tracker.resubmit(id, other, to: scene.model)
            }
        }
        #expect(error?.code == .invalidRequest)
        #expect(scene.posts.count == 1)
    }

    @Test("a task that the service has is abandoned, not cancelled, and not asked for any more")
    func abandon() throws {
        let scene = Scene(Script(poll: { _ in .running }))
        let error = try scene.run { scene in
            let id = try await scene.submit()
            await scene.pass(.seconds(20))
            try await scene.tracker.cancel(id)
            return await scene.failure(of: id)
        }
        #expect(error.code == .cancelled)
        #expect(error.message.contains("bill"))
        #expect(try scene.record().state == .abandoned)
        let asked = scene.polls.count
        try scene.run { await $0.pass(.seconds(3600)) }
        #expect(scene.polls.count == asked)
    }

    @Test("a delivered task is fetched again on demand, with one status call and no submission")
    func download() throws {
        let scene = Scene()
        let delivery = try scene.run { scene in
            let id = try await scene.submit()
            _ = try await scene.tracker.delivery(of: id)
            try await scene.tracker.download(id, of: scene.model, to: .links)
            return try await scene.tracker.delivery(of: id)
        }
        #expect(delivery.samples.first?.url != nil)
        #expect(scene.posts.count == 1)
        #expect(scene.polls.count == 2)
        #expect(try scene.record().state == .delivered)
    }

    @Test("only what has ended is forgotten")
    func forget() throws {
        let scene = Scene(Self.lost)
        try scene.run { scene in
            let unknown = try await parked(scene)
            await #expect(throws: VideoGenerationError.self) { try await scene.tracker.forget(unknown) }
            let id = try await scene.submit()
            await #expect(throws: VideoGenerationError.self) { try await scene.tracker.forget(id) }
            _ = try await scene.tracker.delivery(of: id)
            try await scene.tracker.forget(id)
            #expect(try await scene.store.tasks().map(\.id) == [unknown])
            #expect(await scene.failure(of: id).code == .taskNotFound)
        }
    }

    @Test("nothing is settled that is not open", arguments: ["resolve", "not submitted", "resubmit"])
    func closed(_ deed: String) throws {
        let scene = Scene()
        let error = try scene.run { scene in
            let id = try await scene.submit()
            _ = try await scene.tracker.delivery(of: id)
            return await #expect(throws: VideoGenerationError.self) {
                switch deed {
                case "resolve": try await scene.tracker.resolve(id, as: "x", of: scene.model)
                case "not submitted": try await scene.tracker.resolveAsNotSubmitted(id)
                default: try await scene.tracker.resubmit(id, try scene.negotiated(), to: scene.model)
                }
            }
        }
        #expect(error?.code == .invalidRequest)
        #expect(try scene.record().state == .delivered)
        #expect(scene.posts.count == 1)
    }
}
