// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import Synchronization
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("An app's own place for videos")
struct DeliverySinkTests {
    @Test("gets each video whole, checked, and with its digest; its words are recorded")
    func kept() throws {
        let folder = try TestFolder()
        let sink = Shelf()
        let scene = ScriptedScene(
            ScriptedModel(.done(.video, .filtered("Somebody famous."))),
            configuration: .init(sinks: [sink], stagingFolder: folder.path))
        let delivery = try scene.deliver(.init(samples: 2), to: .sink("shelf"))
        #expect(delivery.samples.map(\.outcome) == [.delivered, .filtered])
        let sample = delivery.samples[0]
        #expect(sample.location == "shelf:\(delivery.task.id.rawValue)-1")
        #expect(sample.path == nil && sample.url == nil)
        #expect(sample.duration == 8 && sample.width == 1280 && sample.height == 720)
        let video = try #require(sink.videos.first)
        #expect(sink.videos.count == 1)
        #expect((video.task, video.sample, video.mediaType) == (delivery.task.id, 0, "video/mp4"))
        #expect(video.sha256 == sample.sha256 && video.byteCount == sample.bytes)
        #expect(sink.contents == [TinyVideo().build()])
        // No temporary file is left.
        #expect(folder.names.isEmpty)
        let record = try scene.store.task(delivery.task.id)
        #expect(record?.samples == delivery.samples)
        #expect(record?.destination == .sink("shelf"))
    }

    @Test("is asked again if it fails, and the same video has the same key")
    func failsTwice() throws {
        let folder = try TestFolder()
        let sink = Shelf(failures: [.passing, .passing])
        let scene = ScriptedScene(ScriptedModel(), configuration: .init(sinks: [sink], stagingFolder: folder.path))
        let delivery = try scene.deliver(to: .sink("shelf"))
        #expect(delivery.samples.map(\.outcome) == [.delivered])
        #expect(sink.videos.count == 3)
        #expect(Set(sink.videos.map(\.key)).count == 1)
        #expect(scene.model.requests.count == 1)
    }

    @Test("that keeps nothing ends the task as failed, and the video can be fetched again", arguments: [true, false])
    func refuses(forGood: Bool) throws {
        let folder = try TestFolder()
        let sink = Shelf(failures: Array(repeating: forGood ? .final : .passing, count: 4))
        let scene = ScriptedScene(ScriptedModel(), configuration: .init(sinks: [sink], stagingFolder: folder.path))
        let error = #expect(throws: VideoGenerationError.self) { try scene.deliver(to: .sink("shelf")) }
        #expect(error?.code == .outputUnwritable)
        #expect(sink.videos.count == (forGood ? 1 : 4))
        #expect(folder.names.isEmpty)
        let id = try #require(error?.task?.id)
        let record = try scene.store.task(id)
        #expect(record?.canBeFetchedAnew == true)
        let delivery = try scene.loop.run {
            if forGood { sink.recover() }
            try await scene.tracker.download(id, of: scene.model, to: .sink("shelf"))
            return try await scene.tracker.delivery(of: id)
        }
        #expect(delivery.samples[0].location == "shelf:\(id.rawValue)-1")
        #expect(scene.model.requests.count == 1)
    }

    @Test("that never answers is left to itself when its time is over, and when the tracker stops")
    func silent() throws {
        let folder = try TestFolder()
        let scene = ScriptedScene(
            ScriptedModel(),
            configuration: .init(deliveryPatience: .seconds(5), sinks: [SilentSink()], stagingFolder: folder.path))
        let error = #expect(throws: VideoGenerationError.self) { try scene.deliver(to: .sink("silent")) }
        #expect(error?.code == .outputUnwritable)
        #expect(scene.loop.now < MonotonicTime(nanoseconds: 20_000_000_000))
        #expect(folder.names.isEmpty)
        let request = try scene.request()
        try scene.loop.run {
            let id = try await scene.tracker.submit(request, to: scene.model, destination: .sink("silent"))
            for await event in await scene.tracker.events(of: id) {
                if case .status(let status) = event, status.state == .delivering { break }
            }
            await scene.tracker.stop(patience: .seconds(1))
        }
        #expect(folder.names.isEmpty)
    }

    @Test("that is not there is told before anything is sent")
    func unknown() throws {
        let scene = ScriptedScene(ScriptedModel(), configuration: .init(sinks: [Shelf()]))
        let error = #expect(throws: VideoGenerationError.self) { try scene.deliver(to: .sink("attic")) }
        #expect(error?.code == .configuration)
        #expect(error?.message.contains("shelf") == true)
        #expect(scene.model.requests.isEmpty)
    }

    @Test("is found again by its name when another process goes on with the task")
    func takenOver() throws {
        let folder = try TestFolder()
        let sink = Shelf()
        let scene = ScriptedScene(ScriptedModel(.running(), .done()), configuration: .init(sinks: [Shelf()]))
        let next = VideoTracker(
            loop: scene.loop, store: scene.store.another(), credentials: FixedCredentials(),
            configuration: .init(sinks: [sink], stagingFolder: folder.path))
        let request = try scene.request()
        let delivery = try scene.loop.run {
            let id = try await scene.tracker.submit(request, to: scene.model, destination: .sink("shelf"))
            for await event in await scene.tracker.events(of: id) { if case .submitted = event { break } }
            await scene.tracker.stop()
            scene.store.close()
            try await next.resume(id, with: [scene.model])
            return try await next.delivery(of: id)
        }
        #expect(delivery.samples.map(\.outcome) == [.delivered])
        #expect(sink.videos.count == 1)
    }
}

/// Keeps videos in memory.
private final class Shelf: DeliverySink {
    enum Failure: Sendable {
        case passing
        case final
    }

    private struct Broken: Error {}

    let name = "shelf"
    private let state: Mutex<(failures: [Failure], videos: [CheckedVideo], contents: [[UInt8]])>

    init(failures: [Failure] = []) {
        state = Mutex((failures, [], []))
    }

    var videos: [CheckedVideo] { state.withLock { $0.videos } }
    var contents: [[UInt8]] { state.withLock { $0.contents } }

    func recover() { state.withLock { $0.failures = [] } }

    func keep(_ video: CheckedVideo) async throws -> String {
        let content = try #require(TestFolder.content(at: video.path))
        return try state.withLock { state in
            state.videos.append(video)
            switch state.failures.isEmpty ? nil : state.failures.removeFirst() {
            case .passing?: throw Broken()
            case .final?: throw VideoGenerationError(.outputUnwritable, "The shelf is full.")
            case nil: state.contents.append(content)
            }
            return "shelf:\(video.key)"
        }
    }
}
