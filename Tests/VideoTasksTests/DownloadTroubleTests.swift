// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("A URL is not yet a video")
struct DownloadTroubleTests {
    static let page = VirtualReply.bytes(Array("<!DOCTYPE html><html>Sorry</html>".utf8))
    let video = TinyVideo().build()

    @Test("a URL that is not good any more is asked for again, once", arguments: [401, 403, 404, 410])
    func expired(status: Int) throws {
        let folder = try TestFolder()
        let bytes = video
        let script = Script(
            poll: inTurn(.done(["https://cdn.example/old.mp4"]), .done(["https://cdn.example/new.mp4"])),
            download: { $0.path == "/new.mp4" ? .video(bytes) : .bytes([], status: status) })
        let scene = Scene(script)
        #expect(try scene.deliver(to: folder.destination()).samples[0].outcome == .delivered)
        #expect(scene.polls.count == 2)
        #expect(scene.downloads.map(\.path) == ["/old.mp4", "/new.mp4"])
        #expect(folder.content("video.mp4") == bytes)
    }

    @Test("a fresh URL that is no better is expired, and nothing was submitted again")
    func expiredForGood() throws {
        let folder = try TestFolder()
        let scene = Scene(Script(download: inTurn(.bytes([], status: 403))))
        let error = try scene.failure(to: folder.destination())
        #expect(error.code == .resultExpired)
        #expect(error.task?.remoteID == "t-0")
        #expect(scene.downloads.count == 4)
        #expect(scene.polls.count == 4)
        #expect(scene.posts.count == 1)
        #expect(folder.names.isEmpty)
        #expect(try scene.record().samples.map(\.outcome) == [.expired])
    }

    @Test("one expired sample does not cost the others")
    func oneExpired() throws {
        let folder = try TestFolder()
        let bytes = video
        let script = Script(
            poll: inTurn(.done((0..<3).map(SampleTests.url))),
            download: { $0.path.hasPrefix("/1") ? .bytes([], status: 403) : .video(bytes) })
        let scene = Scene(script)
        let delivery = try scene.deliver(.init(samples: 3), to: folder.destination(samples: 3))
        #expect(delivery.samples.map(\.outcome) == [.delivered, .expired, .delivered])
        #expect(folder.names.count == 2)
        #expect(try scene.record().state == .delivered)
    }

    @Test("a service that stumbles when it is asked for a fresh URL is asked again")
    func stumbles() throws {
        let folder = try TestFolder()
        let bytes = video
        let script = Script(
            poll: inTurn(.done(["https://cdn.example/old.mp4"]), .unreadable, .done(["https://cdn.example/new.mp4"])),
            download: { $0.path == "/new.mp4" ? .video(bytes) : .bytes([], status: 403) })
        #expect(try Scene(script).deliver(to: folder.destination()).samples[0].outcome == .delivered)
    }

    @Test("a host that asks to wait is waited for", arguments: [429, 503])
    func waits(status: Int) throws {
        let folder = try TestFolder()
        let scene = Scene(
            Script(download: inTurn(.bytes([], status: status, header: "Retry-After: 240\r\n"), .video(video))))
        _ = try scene.deliver(to: folder.destination())
        let times = scene.downloads.map(\.time)
        #expect(times[1] - times[0] >= .seconds(240))
    }

    @Test("a web page with status 200 is never a file")
    func webPage() throws {
        let folder = try TestFolder()
        let scene = Scene(Script(download: inTurn(Self.page)))
        let error = try scene.failure(to: folder.destination())
        #expect(error.code == .notAVideo)
        #expect(error.message.contains("web page"))
        #expect(scene.downloads.count <= 11)
        #expect(folder.names.isEmpty)
    }

    @Test("a host that is busy with a web page for a moment still gives the video")
    func webPageAtFirst() throws {
        let folder = try TestFolder()
        let scene = Scene(Script(download: inTurn(Self.page, .bytes([], status: 500), .video(video))))
        _ = try scene.deliver(to: folder.destination())
        #expect(folder.content("video.mp4") == video)
    }

    static let hopeless = [
        VirtualReply.failure(.unreachable), .failure(.timedOut), .failure(.connectionLost), .failure(.insecure),
        .failure(.forbidden, phase: .preparing, provesNothingSent: true), .failure(.cancelled), .failure(.other),
        .bytes([], status: 500), .bytes([], status: 418), .bytes([], status: 204), .bytes([], status: 304),
        .bytes([], status: 206), .bytes([], status: 999), .redirect(to: ""), .redirect(to: "ftp://cdn.example/1.mp4"),
        .redirect(to: "https://cdn.example/0.mp4"), .bytes([UInt8](repeating: 0, count: 4096)),
    ]

    @Test(
        "whatever a host answers for ever, tries and time are bounded and nothing is left behind", arguments: hopeless)
    func bounded(_ reply: VirtualReply) throws {
        let folder = try TestFolder()
        let scene = Scene(Script(download: inTurn(reply)))
        let error = try scene.failure(to: folder.destination())
        #expect([.downloadFailed, .notAVideo].contains(error.code))
        #expect(error.task?.remoteID == "t-0")
        #expect(scene.downloads.count <= 30)
        #expect(scene.loop.now < MonotonicTime(nanoseconds: 3_700_000_000_000))
        #expect(folder.names.isEmpty)
    }

    @Test("a host that asks for more time than there is ends the delivery in time")
    func deadline() throws {
        let folder = try TestFolder()
        let scene = Scene(
            Script(download: inTurn(.bytes([], status: 503, header: "Retry-After: 900\r\n"))),
            configuration: .init(deliveryPatience: .seconds(1000)))
        #expect(try scene.failure(to: folder.destination()).code == .downloadFailed)
        #expect(scene.loop.now < MonotonicTime(nanoseconds: 1_010_000_000_000))
        #expect(scene.downloads.count == 2)
    }

    @Test("no exchange may take longer than the delivery", arguments: [0, -5, 30])
    func patience(seconds: Int) throws {
        let folder = try TestFolder()
        let scene = Scene(
            Script(download: { _ in VirtualReply.failure(.timedOut).after(.seconds(86_400)) }),
            configuration: .init(deliveryPatience: .seconds(seconds)))
        #expect(try scene.failure(to: folder.destination()).code == .downloadFailed)
        #expect(scene.downloads.allSatisfy { ($0.exchange.limits.total ?? .zero) > .zero })
        #expect(scene.loop.now < MonotonicTime(nanoseconds: 40_000_000_000))
    }

    @Test("a file that is too large is refused, in one piece or in several")
    func tooLarge() throws {
        let folder = try TestFolder()
        let bytes = TinyVideo(bytes: 5000).build()
        let whole = Scene(Script(download: inTurn(.video(bytes))), configuration: .init(largestFile: 4000))
        #expect(try whole.failure(to: folder.destination()).code == .downloadFailed)
        #expect(whole.downloads.count == 1)

        let range = "Content-Range: bytes 3000-\(bytes.count - 1)/\(bytes.count)\r\n"
        let head = HTTPReply(status: 200, rawHeader: Array("ETag: \"v1\"\r\n".utf8))
        let parts = Scene(
            Script(
                download: inTurn(
                    .cut(head, after: Array(bytes[..<3000])),
                    .video(Array(bytes[3000...]), status: 206, header: range))),
            configuration: .init(largestFile: 4000))
        let error = try parts.failure(to: folder.destination())
        #expect(error.code == .downloadFailed)
        #expect(error.message.contains("larger"))
        #expect(parts.downloads.count == 2)
        #expect(folder.names.isEmpty)
    }

    @Test("a network that is away for two minutes costs no video", arguments: 1...20)
    func twoMinutes(seed: UInt64) throws {
        let folder = try TestFolder()
        let bytes = video
        let script = Script(download: { $0.time < .seconds(120) ? .failure(.unreachable) : .video(bytes) })
        let scene = Scene(script, seed: seed)
        #expect(try scene.deliver(to: folder.destination()).samples[0].outcome == .delivered)
    }

    @Test(
        "what says nothing about the video, when a URL has to be renewed, does not cost it",
        arguments: [
            VirtualReply.running, .queued, .unknownTask, .unreadable, .refusal(401, "INVALID_API_KEY"),
            .refusal(429, "RATE_LIMIT_EXCEEDED", header: "Retry-After: 20\r\n"),
        ])
    func renewalAnswers(_ reply: VirtualReply) throws {
        let folder = try TestFolder()
        let bytes = video
        let script = Script(
            poll: inTurn(.done(["https://cdn.example/old.mp4"]), reply, reply, .done(["https://cdn.example/new.mp4"])),
            download: { $0.path == "/new.mp4" ? .video(bytes) : .bytes([], status: 403) })
        let scene = Scene(script)
        #expect(try scene.deliver(to: folder.destination()).samples[0].outcome == .delivered)
        #expect(scene.polls.count == 4)
    }

    @Test(
        "a service that is away for a minute and a half when a URL has to be renewed costs no video", arguments: 1...9)
    func renewal(seed: UInt64) throws {
        let folder = try TestFolder()
        let bytes = video
        let script = Script(
            poll: { call in
                if call.number == 0 { return .done(["https://cdn.example/old.mp4"]) }
                return call.time < .seconds(90) ? .failure(.connectionLost) : .done(["https://cdn.example/new.mp4"])
            },
            download: { $0.path == "/new.mp4" ? .video(bytes) : .bytes([], status: 403) })
        let scene = Scene(script, seed: seed)
        #expect(try scene.deliver(to: folder.destination()).samples[0].outcome == .delivered)
        #expect(scene.posts.count == 1)
    }

    @Test("a machine that sleeps past the deadline tries again when it wakes", arguments: [1, 3])
    func sleep(nights: Int) throws {
        let folder = try TestFolder()
        let bytes = video
        let script = Script(download: { call in
            if call.number >= nights { return .video(bytes) }
            call.loop?.suspend(for: .seconds(8 * 3600))
            return .failure(.connectionLost)
        })
        let scene = Scene(script)
        #expect(try scene.deliver(to: folder.destination()).samples[0].outcome == .delivered)
        #expect(scene.downloads.count == nights + 1)
        #expect(scene.downloads.allSatisfy { ($0.exchange.limits.total ?? .zero) >= .seconds(600) })
    }

    @Test("a machine that slept past the deadline does not try for ever")
    func sleepInVain() throws {
        let folder = try TestFolder()
        let script = Script(download: { call in
            if call.number == 0 { call.loop?.suspend(for: .seconds(8 * 3600)) }
            return .failure(.connectionLost)
        })
        let scene = Scene(script)
        #expect(try scene.failure(to: folder.destination()).code == .downloadFailed)
        #expect((2...30).contains(scene.downloads.count))
        #expect(scene.loop.now < MonotonicTime(nanoseconds: 9 * 3_600_000_000_000))
    }
}
