// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("What a model on this machine makes")
struct LocalResultTests {
    @Test("a file is copied, checked and named, and the model's own stays")
    func copied() throws {
        let folder = try TestFolder()
        let scene = ScriptedScene(ScriptedModel(.queued, .running(0.5), .done()))
        let delivery = try scene.deliver(.init(duration: 4, samples: 2), to: folder.destination(samples: 2))
        #expect(delivery.samples.map(\.outcome) == [.delivered, .delivered])
        #expect(delivery.samples.allSatisfy { $0.reason == nil && $0.duration == 4 && $0.url == nil })
        #expect(folder.names.count == 2)
        for sample in delivery.samples {
            let name = try #require(sample.path?.split(separator: "/").last.map(String.init))
            #expect(folder.content(name)?.count == sample.bytes)
        }
        // Again: the model's files are still there.
        let id = delivery.task.id
        let again = try scene.loop.run {
            try await scene.tracker.download(id, of: scene.model, to: folder.destination(samples: 2))
            return try await scene.tracker.delivery(of: id)
        }
        #expect(again.samples.map(\.sha256) == delivery.samples.map(\.sha256))
        #expect(scene.loop.exchanges.isEmpty)
    }

    @Test("with links, a delivery names the model's own files")
    func links() throws {
        let scene = ScriptedScene(ScriptedModel())
        let delivery = try scene.deliver(to: .links)
        let path = try #require(delivery.samples.first?.path)
        #expect(try MP4Inspector().inspect(fileAt: path).width == 1280)
        #expect(delivery.samples[0].url == nil)
    }

    @Test("a file that is not there any more has expired, and can be fetched again")
    func gone() throws {
        let folder = try TestFolder()
        let scene = ScriptedScene(ScriptedModel(.done(.expired)))
        let error = #expect(throws: VideoGenerationError.self) { try scene.deliver(to: folder.destination()) }
        #expect(error?.code == .resultExpired)
        #expect(folder.names.isEmpty)
        let task = try #require(try scene.store.tasks(in: Set(TaskState.allCases)).first)
        #expect(task.samples.map(\.outcome) == [.expired])
        #expect(task.canBeFetchedAnew)
    }

    @Test("a file that is no video is refused")
    func noVideo() throws {
        let folder = try TestFolder()
        folder.write("page.mp4", Array("<html>".utf8))
        let model = LocalFileModel(baseURL: nil, path: folder.path + "/page.mp4")
        let error = try Self.failure(of: model, to: folder.destination())
        #expect(error?.code == .notAVideo)
        #expect(folder.names == ["page.mp4"])
    }

    @Test("a file larger than allowed is refused")
    func tooLarge() throws {
        let folder = try TestFolder()
        let scene = ScriptedScene(
            ScriptedModel(.done(.video(TinyVideo(bytes: 5000)))), configuration: .init(largestFile: 4000))
        let error = #expect(throws: VideoGenerationError.self) { try scene.deliver(to: folder.destination()) }
        #expect(error?.code == .downloadFailed)
        #expect(folder.names.isEmpty)
    }

    @Test("a model behind a URL cannot name a file of this machine", arguments: [true, false])
    func foreignPath(asLink: Bool) throws {
        let folder = try TestFolder()
        folder.write("private.mp4", TinyVideo().build())
        let model = LocalFileModel(baseURL: WebURL("https://api.example"), path: folder.path + "/private.mp4")
        let error = try Self.failure(of: model, to: asLink ? .links : folder.destination())
        #expect(error?.code == .protocolViolation)
        #expect(folder.names == ["private.mp4"])
    }

    private static func failure(
        of model: LocalFileModel, to destination: Destination
    ) throws -> VideoGenerationError? {
        let loop = VirtualLoop { _ in .failure(.unreachable) }
        let tracker = VideoTracker(loop: loop, store: .memory, credentials: FixedCredentials())
        let request = InspectedRequest(prompt: "a ship", options: .init())
        let negotiated = try #require(model.descriptor.negotiate(request).request)
        return #expect(throws: VideoGenerationError.self) {
            try loop.run {
                let id = try await tracker.submit(negotiated, to: model, destination: destination)
                return try await tracker.delivery(of: id)
            }
        }
    }
}

/// A model whose result is one file, at once.
struct LocalFileModel: VideoGeneration {
    let descriptor = ExampleDescriptors.bare
    let surface: Surface
    let path: String

    init(baseURL: WebURL?, path: String) {
        surface = Surface(name: "example", baseURL: baseURL, credential: nil)
        self.path = path
    }

    func submit(_ submission: Submission) async -> SubmitOutcome { .accepted(remoteID: "file-1") }

    func status(_ query: StatusQuery) async -> StatusOutcome {
        .report(StatusReport(.succeeded([RemoteSample(index: 0, location: .file(path))]), word: "done"))
    }
}
