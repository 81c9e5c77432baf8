// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import Testing
import VideoGenerationCore

struct InputInspectorTests {
    let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    static let images: [(name: String, bytes: [UInt8], type: String?, pixels: PixelSize?)] = [
        ("a.png", SampleImages.png(width: 1280, height: 720), "image/png", PixelSize(width: 1280, height: 720)),
        ("png.jpg", SampleImages.png(width: 1, height: 2), "image/png", PixelSize(width: 1, height: 2)),
        ("a.jpg", SampleImages.jpeg(width: 1920, height: 1080), "image/jpeg", PixelSize(width: 1920, height: 1080)),
        (
            "profile", SampleImages.jpeg(width: 40, height: 30, profileSegments: 5), "image/jpeg",
            PixelSize(width: 40, height: 30)
        ),
        ("a.gif", SampleImages.gif, "image/gif", nil),
        ("a.webp", SampleImages.webp, "image/webp", nil),
        ("text.png", Array("not a picture".utf8), nil, nil),
        ("short.png", [0x89], nil, nil),
    ]

    @Test("An image is known by its content, not by its name", arguments: images)
    func type(name: String, bytes: [UInt8], type: String?, pixels: PixelSize?) throws {
        let path = try folder.make(name, bytes)
        for input in [MediaInput.file(path), .bytes(bytes)] {
            let media = try InputInspector().inspect(input)
            #expect(media.mediaType == type)
            #expect(media.pixels == pixels)
            #expect(media.byteCount == bytes.count)
            #expect(media.sha256?.count == 64)
        }
    }

    @Test("A large image is read whole, in pieces")
    func largeImage() throws {
        let bytes = SampleImages.png(width: 8000, height: 6000, byteCount: 21_000_000)
        let media = try InputInspector().inspect(.file(folder.make("large.png", bytes)))
        #expect(media.byteCount == 21_000_000)
        #expect(media.pixels == PixelSize(width: 8000, height: 6000))
        #expect(try media.sha256 == InputInspector().inspect(.bytes(bytes)).sha256)
    }

    @Test("An absurdly large file is described without being read", .timeLimit(.minutes(1)))
    func sparseFile() throws {
        let path = try folder.make("huge.png", SampleImages.png(width: 3, height: 4))
        try setSize(path, 10 << 30)
        let media = try InputInspector().inspect(.file(path))
        #expect(media.byteCount == 10 << 30)
        #expect(media.mediaType == "image/png")
        #expect(media.sha256 == nil)
    }

    @Test("Content above the limit of all candidates has no digest")
    func byteLimit() throws {
        let bytes = SampleImages.png(width: 3, height: 4, byteCount: 1000)
        let path = try folder.make("a.png", bytes)
        for input in [MediaInput.file(path), .bytes(bytes)] {
            #expect(try InputInspector().inspect(input, byteLimit: 999).sha256 == nil)
            #expect(try InputInspector().inspect(input, byteLimit: 1000).sha256 != nil)
        }
    }

    @Test("An https or http URL is handed on as it is", arguments: ["https://example.com/a.png?b=c", "HTTP://host/"])
    func url(text: String) throws {
        let media = try InputInspector().inspect(MediaInput(text))
        guard case .remote = media.location else {
            Issue.record("not remote")
            return
        }
        #expect(media.mediaType == nil && media.sha256 == nil && media.byteCount == nil)
    }

    @Test(
        "A URL that two readers could read differently is refused without being quoted",
        arguments: ["https://", "https://user:secret@host/", "https://host/secret\\slash", "ftp://host/secret"])
    func badURL(text: String) throws {
        let error = try #require(throws: VideoGenerationError.self) { try InputInspector().inspect(.url(text)) }
        #expect(error.code == .invalidInput)
        #expect(error.message.contains("http"))
        #expect(!error.message.contains("secret"))
    }

    @Test("Empty content is refused")
    func empty() throws {
        for input in [MediaInput.bytes([]), .file(try folder.make("empty.png", [])), .dataURI("data:;base64,")] {
            let error = try #require(throws: VideoGenerationError.self) { try InputInspector().inspect(input) }
            #expect(error.code == .invalidInput)
        }
    }
}
