// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import Testing
import VideoGenerationCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

struct UnreadableInputTests {
    let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    private func error(_ path: String) throws -> VideoGenerationError {
        try #require(throws: VideoGenerationError.self) { try InputInspector().inspect(.file(path)) }
    }

    @Test(
        "What is no file is refused with its path and the reason", .timeLimit(.minutes(1)),
        arguments: [
            ("/nowhere/a.png", "no such file"), ("/tmp", "folder"), ("/dev/zero", "device"), ("/dev/null", "device"),
            ("/etc/passwd/a.png", "not a folder"), ("", "empty"), ("/tmp/a\0.png", "name"),
        ])
    func noFile(path: String, reason: String) throws {
        let error = try error(path)
        #expect(error.code == .unreadableInput)
        #expect(error.message.contains(reason))
        #expect(error.message.contains(path))
    }

    @Test("A FIFO that nobody writes to is refused at once", .timeLimit(.minutes(1)))
    func fifo() throws {
        let path = folder["fifo"]
        #expect(unsafe mkfifo(path, 0o644) == 0)
        #expect(try error(path).code == .unreadableInput)
    }

    @Test("A link in a circle and a link to nothing are refused")
    func links() throws {
        #expect(unsafe symlink("loop", folder["loop"]) == 0)
        #expect(unsafe symlink("nothing", folder["dangling"]) == 0)
        #expect(try error(folder["loop"]).code == .unreadableInput)
        #expect(try error(folder["dangling"]).code == .unreadableInput)
    }

    @Test("A file without permission is refused", .enabled(if: geteuid() != 0, "root may read everything"))
    func noPermission() throws {
        let path = try folder.make("a.png")
        #expect(unsafe chmod(path, 0) == 0)
        #expect(try error(path).message.contains("permission"))
    }

    @Test("A link to an image is followed")
    func goodLink() throws {
        try folder.make("a.png", SampleImages.png(width: 1, height: 1))
        #expect(unsafe symlink("a.png", folder["link"]) == 0)
        #expect(try InputInspector().inspect(.file(folder["link"])).mediaType == "image/png")
    }
}
