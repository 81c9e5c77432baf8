// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("A download that breaks off goes on where it stood")
struct ResumeTests {
    let video = TinyVideo(bytes: 5000).build()

    /// A host that keeps `video` under a strong tag, honours ranges, and cuts its first replies after `cuts` bytes.
    private func host(_ video: [UInt8], cuts: [Int], honoursRange: Bool = true) -> Script.Answer {
        { call in
            let range = call.exchange.request.headerFields[.range].flatMap { text in
                Int(text.dropFirst("bytes=".count).dropLast())
            }
            let start = honoursRange ? range ?? 0 : 0
            let header = "ETag: \"v1\"\r\nContent-Range: bytes \(start)-\(video.count - 1)/\(video.count)\r\n"
            let reply = HTTPReply(status: start > 0 ? 206 : 200, rawHeader: Array(header.utf8))
            let rest = Array(video[start...])
            guard call.number < cuts.count else {
                return .bytes(rest, status: reply.status, header: header)
            }
            return .cut(reply, after: Array(rest.prefix(cuts[call.number])))
        }
    }

    @Test("the rest is asked for, only if it is still the same file, and the bytes are identical")
    func resumes() throws {
        let folder = try TestFolder()
        let scene = Scene(Script(download: host(video, cuts: [1000, 700, 0, 2000])))
        let delivery = try scene.deliver(to: folder.destination())
        #expect(folder.content("video.mp4") == video)
        #expect(delivery.samples[0].bytes == video.count)
        let asked = scene.downloads.map(\.exchange.request.headerFields)
        #expect(asked.map { $0[.range] } == [nil, "bytes=1000-", "bytes=1700-", "bytes=1700-", "bytes=3700-"])
        #expect(asked.map { $0[.ifRange] } == [nil, "\"v1\"", "\"v1\"", "\"v1\"", "\"v1\""])
        #expect(folder.names == ["video.mp4"])
    }

    @Test("a host that ignores ranges is read from its start")
    func ignoresRange() throws {
        let folder = try TestFolder()
        let scene = Scene(Script(download: host(video, cuts: [1000, 3000], honoursRange: false)))
        _ = try scene.deliver(to: folder.destination())
        #expect(folder.content("video.mp4") == video)
        #expect(scene.downloads.count == 3)
    }

    @Test("without a strong tag the file is fetched again from its start", arguments: ["", "ETag: W/\"v1\"\r\n"])
    func noTag(_ header: String) throws {
        let folder = try TestFolder()
        let bytes = video
        let scene = Scene(
            Script(download: { call in
                let reply = HTTPReply(status: 200, rawHeader: Array(header.utf8))
                return call.number == 0 ? .cut(reply, after: Array(bytes.prefix(900))) : .bytes(bytes, header: header)
            }))
        _ = try scene.deliver(to: folder.destination())
        #expect(folder.content("video.mp4") == bytes)
        #expect(scene.downloads.map { $0.exchange.request.headerFields[.range] } == [nil, nil])
    }

    @Test("a file that changed meanwhile is taken new, not joined", arguments: [200, 206])
    func changed(status: Int) throws {
        let folder = try TestFolder()
        let (old, new) = (video, TinyVideo(bytes: 5000, filling: 0x11).build())
        let range = "Content-Range: bytes 1000-\(new.count - 1)/\(new.count)\r\n"
        let scene = Scene(
            Script(download: { call in
                switch call.number {
                case 0:
                    .cut(HTTPReply(status: 200, rawHeader: Array("ETag: \"v1\"\r\n".utf8)), after: Array(old[..<1000]))
                // A host that does not know If-Range sends a part of another file.
                case 1 where status == 206: .video(Array(new[1000...]), status: 206, tag: "\"v2\"", header: range)
                default: .video(new, tag: "\"v2\"")
                }
            }))
        _ = try scene.deliver(to: folder.destination())
        #expect(folder.content("video.mp4") == new)
        #expect(scene.downloads.count == (status == 206 ? 3 : 2))
    }

    @Test(
        "a part that is not the one asked for is not joined",
        arguments: [
            "Content-Range: bytes 0-9/20\r\n", "Content-Range: bytes 999-5000/5600\r\n",
            "Content-Range: bytes */20\r\n",
            "Content-Range: 1000\r\n", "",
        ])
    func wrongPart(_ header: String) throws {
        let folder = try TestFolder()
        let bytes = video
        let scene = Scene(
            Script(download: { call in
                switch call.number {
                case 0:
                    .cut(
                        HTTPReply(status: 200, rawHeader: Array("ETag: \"v1\"\r\n".utf8)), after: Array(bytes[..<1000]))
                case 1: .video(Array(bytes[1000...]), status: 206, header: header)
                default: .video(bytes)
                }
            }))
        _ = try scene.deliver(to: folder.destination())
        #expect(folder.content("video.mp4") == bytes)
        #expect(scene.downloads.count == 3)
        #expect(scene.downloads[2].exchange.request.headerFields[.range] == nil)
    }

    @Test("a host that has no such part is asked for the whole")
    func noSuchPart() throws {
        let folder = try TestFolder()
        let bytes = video
        let scene = Scene(
            Script(download: { call in
                switch call.number {
                case 0:
                    .cut(
                        HTTPReply(status: 200, rawHeader: Array("ETag: \"v1\"\r\n".utf8)), after: Array(bytes[..<1000]))
                case 1: .bytes([], status: 416)
                default: .video(bytes)
                }
            }))
        _ = try scene.deliver(to: folder.destination())
        #expect(folder.content("video.mp4") == bytes)
    }

    @Test("a reply that ends early without having told its length is noticed, and fetched again")
    func silentCut() throws {
        let folder = try TestFolder()
        let bytes = video
        let scene = Scene(Script(download: inTurn(.bytes(Array(bytes.dropLast())), .bytes([]), .bytes(bytes))))
        _ = try scene.deliver(to: folder.destination())
        #expect(folder.content("video.mp4") == bytes)
    }

    @Test("a line that always cuts at the same place is given up")
    func sameCut() throws {
        let folder = try TestFolder()
        let bytes = video
        let scene = Scene(
            Script(download: { _ in
                .cut(HTTPReply(status: 200, rawHeader: Array("ETag: \"v1\"\r\n".utf8)), after: Array(bytes[..<1000]))
            }))
        let error = try scene.failure(to: folder.destination())
        #expect(error.code == .downloadFailed)
        #expect(!error.isRetryable)
        #expect(scene.downloads.count <= 30)
        #expect(folder.names.isEmpty)
    }

    @Test("a host whose replies alternate between a cut and a wrong part is given up: starting again is no progress")
    func noFalseProgress() throws {
        let folder = try TestFolder()
        let bytes = video
        let scene = Scene(
            Script(download: { call in
                call.number.isMultiple(of: 2)
                    ? .cut(
                        HTTPReply(status: 200, rawHeader: Array("ETag: \"v1\"\r\n".utf8)), after: Array(bytes[..<1000]))
                    : .bytes([], status: 416)
            }))
        #expect(try scene.failure(to: folder.destination()).code == .downloadFailed)
        #expect(scene.downloads.count <= 30)
    }

    @Test("a host that gives a byte at a time is given up in the end")
    func drip() throws {
        let folder = try TestFolder()
        let cuts = Array(repeating: 1, count: 100_000)
        let scene = Scene(Script(download: host(video, cuts: cuts)))
        #expect(try scene.failure(to: folder.destination()).code == .downloadFailed)
        #expect(scene.downloads.count <= 200)
        #expect(folder.names.isEmpty)
    }
}
