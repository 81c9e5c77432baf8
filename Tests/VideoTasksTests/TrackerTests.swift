// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("The tracker, from submission to delivery")
struct TrackerTests {
    @Test("a task is submitted once, polled and delivered")
    func happyPath() throws {
        let scene = Scene(Script(poll: inTurn(.queued, .running, .done())))
        let words = try scene.run { scene in
            await scene.tracker.events(of: try await scene.submit()).words()
        }
        #expect(words == ["submitted", "queued", "running", "delivering", "delivered"])
        #expect(scene.posts.count == 1)
        #expect(scene.polls.count == 3)
    }

    @Test("links are delivered, and left out of the record")
    func links() throws {
        let scene = Scene()
        let delivery = try scene.deliver()
        #expect(delivery.samples.map(\.url) == ["https://cdn.example/0.mp4?signature=s"])
        let record = try scene.record()
        #expect(record.state == .delivered)
        #expect(record.samples.map(\.outcome) == [.delivered])
        #expect(record.samples.map(\.url) == [nil])
        #expect(scene.downloads.isEmpty)
    }

    @Test("a request of another model is refused, and nothing is recorded or sent")
    func otherModel() throws {
        let scene = Scene()
        var surface = scene.model.surface
        surface.name = "other"
        let other = type(of: scene.model).veo31LiteImageToVideo(at: surface)
        let request = try scene.negotiated()
        let tracker = scene.tracker
        #expect(throws: VideoGenerationError.self) {
            try scene.run { _ in try await tracker.submit(request, to: other, destination: .links) }
        }
        #expect(scene.calls.isEmpty)
        #expect(try scene.run { try await $0.store.tasks() }.isEmpty)
    }

    @Test("a plan for fewer files than samples is refused before anything is paid")
    func planTooSmall() throws {
        let folder = try TestFolder()
        let scene = Scene()
        let destination = try folder.destination()
        #expect(throws: VideoGenerationError.self) {
            try scene.run { try await $0.submit(.init(samples: 3), to: destination) }
        }
        #expect(scene.calls.isEmpty)
    }

    @Test("the service's failure ends the task with its reason")
    func generationFailed() throws {
        let failed = VirtualReply.json(#"{"task":{"status":"TASK_STATUS_FAILED","reason":"no luck"}}"#)
        let scene = Scene(Script(poll: inTurn(.running, failed)))
        let error = try scene.failure()
        #expect(error.code == .generationFailed)
        #expect(error.message == "The service ended the task without a video: no luck")
        #expect(error.task?.remoteID == "t-0")
        #expect(try scene.record().failure?.code == .generationFailed)
    }
}
