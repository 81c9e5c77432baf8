// SPDX-License-Identifier: Apache-2.0
import Digests
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("Each sample has an outcome of its own")
struct SampleTests {
    static func url(_ index: Int) -> String { "https://cdn.example/\(index).mp4?signature=s\(index)" }

    @Test("one to four samples are fetched side by side, checked and named", arguments: 1...4)
    func files(count: Int) throws {
        let folder = try TestFolder()
        let videos = (0..<4).map { TinyVideo(filling: UInt8($0)).build() }
        let script = Script(
            poll: inTurn(.done((0..<count).map(Self.url))),
            download: { call in
                let index = Int(call.path.dropFirst().prefix(1)) ?? 0
                return VirtualReply.video(videos[index]).after(.seconds(10))
            })
        let scene = Scene(script)
        let delivery = try scene.deliver(.init(samples: count), to: folder.destination(samples: count))
        #expect(delivery.samples.map(\.index) == Array(0..<count))
        #expect(delivery.samples.allSatisfy { $0.outcome == .delivered && $0.url == nil && $0.reason == nil })
        let id = try scene.record().id.rawValue
        let names = count == 1 ? ["video.mp4"] : (1...count).map { "\(id)-\($0).mp4" }
        #expect(folder.names == names)
        #expect(delivery.paths == names.map { folder.path + "/" + $0 })
        for (index, sample) in delivery.samples.enumerated() {
            #expect(folder.content(names[index]) == videos[index])
            #expect(sample.bytes == videos[index].count)
            var hash = SHA256()
            hash.update(videos[index])
            #expect(sample.sha256 == (try hash.finalize().hex))
            #expect(sample.duration == 8)
            #expect(sample.width == 1280)
            #expect(sample.height == 720)
        }
        #expect(try scene.record().samples == delivery.samples)
        #expect(Set(scene.downloads.map(\.time)).count == 1)
        // The folder's own name, the videos, and nothing else: no temporary file.
        #expect(scene.downloads.count == count)
    }

    @Test("fewer videos than asked for is a success that says what is missing")
    func fewer() throws {
        let folder = try TestFolder()
        let scene = Scene(Script(poll: inTurn(.done([Self.url(0), Self.url(1)]))))
        let delivery = try scene.deliver(.init(samples: 4), to: folder.destination(samples: 4))
        #expect(delivery.samples.map(\.outcome) == [.delivered, .delivered, .failed, .failed])
        #expect(delivery.samples[2].reason?.contains("2 of 4") == true)
        #expect(folder.names.count == 2)
    }

    @Test("more videos than asked for are not fetched, and told")
    func more() throws {
        let folder = try TestFolder()
        let scene = Scene(Script(poll: inTurn(.done([Self.url(0), Self.url(1), Self.url(2)]))))
        let delivery = try scene.deliver(to: folder.destination())
        #expect(delivery.samples.map(\.outcome) == [.delivered])
        #expect(delivery.samples[0].reason?.contains("3 videos for 1") == true)
        #expect(folder.names == ["video.mp4"])
    }

    @Test(
        "success without a video is a failure with a reason",
        arguments: [
            VirtualReply.done([]), .json(#"{"task":{"status":"TASK_STATUS_SUCCEED"}}"#),
            .json(#"{"task":{"status":"TASK_STATUS_SUCCEED"},"videos":null}"#), .done([""]), .done(["not a URL"]),
            .done(["file:///etc/passwd"]), .done(["https://user:pass@cdn.example/1.mp4"]),
            .done(["javascript:alert(1)"]),
        ])
    func noVideo(_ reply: VirtualReply) throws {
        let folder = try TestFolder()
        let scene = Scene(Script(poll: inTurn(reply)))
        let error = try scene.failure(to: folder.destination())
        #expect(error.code == .noVideo)
        #expect(error.task?.remoteID == "t-0")
        #expect(folder.names.isEmpty)
        #expect(scene.downloads.isEmpty)
        let record = try scene.record()
        #expect(record.state == .failed)
        #expect(record.samples.map(\.outcome) == [.failed])
        #expect(record.samples[0].reason?.isEmpty == false)
    }

    private static func ended(_ locations: [RemoteSample.Location]) -> [StatusOutcome] {
        let samples = locations.enumerated().map { RemoteSample(index: $0, location: $1) }
        return [.report(StatusReport(.succeeded(samples), word: "done"))]
    }

    private func outcome(_ answers: [StatusOutcome], samples: Int) throws -> (Delivery?, VideoGenerationError?) {
        let model = SwitchedModel(answers)
        let loop = VirtualLoop { _ in .failure(.unreachable) }
        let tracker = VideoTracker(loop: loop, store: .memory, credentials: FixedCredentials([:]))
        let request = try model.request(samples: samples)
        do {
            return (
                try loop.run {
                    let id = try await tracker.submit(request, to: model, destination: .links)
                    return try await tracker.delivery(of: id)
                }, nil
            )
        } catch let error as VideoGenerationError {
            return (nil, error)
        }
    }

    @Test("what the service held back is filtered; the others are delivered")
    func someFiltered() throws {
        let locations: [RemoteSample.Location] = [
            .filtered(reason: "faces"), SwitchedModel.sample(1).location, .missing(reason: "lost"),
        ]
        let delivery = try outcome(Self.ended(locations), samples: 3).0
        #expect(delivery?.samples.map(\.outcome) == [.filtered, .delivered, .failed])
        #expect(delivery?.samples.map(\.reason) == ["faces", nil, "lost"])
    }

    @Test("a task of which all is held back was refused for its content")
    func allFiltered() throws {
        let error = try outcome(Self.ended([.filtered(reason: "faces"), .filtered(reason: "faces")]), samples: 2).1
        #expect(error?.code == .contentRefused)
        #expect(error?.message.contains("faces") == true)
    }

    @Test("indices that make no sense do no harm", arguments: [-1, 1, 4_000_000, Int.max, Int.min])
    func oddIndex(_ index: Int) throws {
        let good = SwitchedModel.sample(0)
        let odd = RemoteSample(index: index, location: good.location)
        let report = StatusReport(.succeeded([odd, good, good]), word: "done")
        let delivery = try outcome([.report(report)], samples: 1).0
        #expect(delivery?.samples.map(\.outcome) == [.delivered])
    }
}
