// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@testable import LocalFiles

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension PartialFile {
    func write(_ text: String) throws {
        try unsafe Array(text.utf8).withUnsafeBytes { try unsafe write($0) }
    }
}

struct PartialFileTests {
    let folder: TestFolder
    let target: String

    init() throws {
        folder = try TestFolder()
        target = folder["video.mp4"]
    }

    private func unwritable(_ body: () throws -> Void) throws -> VideoGenerationError {
        let error = try #require(throws: VideoGenerationError.self, performing: body)
        #expect(error.code == .outputUnwritable)
        return error
    }

    @Test("A finished file stands under its name, with its size and digest")
    func lifeCycle() throws {
        let file = try PartialFile(target: target)
        #expect(folder.names == [String(file.path.split(separator: "/").last ?? "")])
        try file.write("ab")
        try file.write("")
        try file.write("c")
        #expect(file.byteCount == 3)
        let saved = try file.finish()
        #expect(saved.path == target && saved.byteCount == 3)
        #expect(saved.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(try contents(target) == Array("abc".utf8))
        file.discard()
        #expect(folder.names == ["video.mp4"])
    }

    @Test("What a crash left under the same label is removed, and nothing else")
    func label() throws {
        let crashed = try folder.make(".videogen-t1-1.part", Array("half".utf8))
        let other = try PartialFile(target: target, label: "t1-2")
        let next = try PartialFile(target: target, label: "t1-1")
        #expect(next.path == crashed && next.byteCount == 0)
        #expect(try contents(crashed) == [])
        #expect(folder.names.count == 2)
        try next.write("abc")
        #expect(try next.finish().byteCount == 3)
        #expect(try contents(target) == Array("abc".utf8))
        other.discard()
    }

    @Test(
        "A file with the same bytes takes the place of the temporary one; any other does not",
        arguments: ["abc", "abd", "ab"])
    func same(_ text: String) throws {
        let existing = folder["existing.mp4"]
        let first = try PartialFile(target: existing)
        try first.write(text)
        let saved = try first.finish()
        let file = try PartialFile(target: target)
        try file.write("abc")
        #expect(file.finish(ifSameAs: existing) == (text == "abc" ? saved : nil))
        #expect(file.finish(ifSameAs: folder["missing.mp4"]) == nil)
        if text != "abc" {
            #expect(try file.finish().sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        } else {
            #expect(folder.names == ["existing.mp4"])
        }
    }

    @Test("After a restart only the new bytes count")
    func restart() throws {
        let file = try PartialFile(target: target)
        try file.write("a longer beginning")
        try file.restart()
        #expect(file.byteCount == 0)
        try file.write("abc")
        #expect(try file.finish().sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(try contents(target) == Array("abc".utf8))
    }

    @Test("The temporary file is hidden, private and beside the target")
    func temporary() throws {
        let file = try PartialFile(target: target)
        let name = try #require(folder.names.first)
        #expect(name.hasPrefix(".videogen-") && name.hasSuffix(".part"))
        #expect(try permissions(file.path) == 0o600)
        #expect(try contents(file.path) == [])
    }

    @Test("The temporary file goes with a discard, and with the object")
    func removed() throws {
        let file = try PartialFile(target: target)
        file.discard()
        file.discard()
        #expect(folder.names == [])
        do {
            let other = try PartialFile(target: target)
            try other.write("x")
            #expect(folder.names.count == 1)
        }
        #expect(folder.names == [])
    }

    @Test("After its end nothing can be written, and nothing traps")
    func usedAfterEnd() throws {
        let finished = try PartialFile(target: target)
        _ = try finished.finish()
        let discarded = try PartialFile(target: folder["other.mp4"])
        discarded.discard()
        for file in [finished, discarded] {
            _ = try unwritable { try file.write("x") }
            _ = try unwritable { try file.restart() }
            _ = try unwritable { _ = try file.finish() }
        }
        #expect(folder.names == ["video.mp4"])
    }

    @Test("What exists at the start is refused at the start", arguments: ["file", "folder", "link", "dangling"])
    func existing(kind: String) throws {
        switch kind {
        case "file": try folder.make("video.mp4")
        case "folder": _ = try folder.makeFolder("video.mp4")
        case "link": #expect(unsafe symlink("/etc/passwd", target) == 0)
        default: #expect(unsafe symlink("nothing", target) == 0)
        }
        #expect(try unwritable { _ = try PartialFile(target: target) }.message.contains("nothing was overwritten"))
        #expect(folder.names == ["video.mp4"])
    }

    @Test(
        "What appears at the last moment is not replaced, and the bytes are not lost", arguments: Folder.Move.allCases)
    func late(way: Folder.Move) throws {
        let file = try PartialFile(target: target)
        try file.write("video")
        try folder.make("video.mp4", Array("theirs".utf8))
        #expect(try unwritable { _ = try file.finish(by: [way]) }.message.contains("nothing was overwritten"))
        #expect(try contents(target) == Array("theirs".utf8))
        #expect(try contents(file.path) == Array("video".utf8))
        #expect(unsafe unlink(target) == 0)
        #expect(try file.finish(by: [way]).byteCount == 5)
        #expect(try contents(target) == Array("video".utf8))
        #expect(folder.names == ["video.mp4"])
    }

    @Test("A link that appears at the last moment is not followed", arguments: Folder.Move.allCases)
    func lateLink(way: Folder.Move) throws {
        let file = try PartialFile(target: target)
        #expect(unsafe symlink(folder["elsewhere"], target) == 0)
        _ = try unwritable { _ = try file.finish(by: [way]) }
        file.discard()
        #expect(folder.names == ["video.mp4"])
    }

    @Test("The folder that was opened is written, even if another one has its path by now")
    func renamedFolder() throws {
        let inner = try folder.makeFolder("inner")
        let file = try PartialFile(target: inner + "/video.mp4")
        #expect(unsafe rename(inner, folder["moved"]) == 0)
        _ = try folder.makeFolder("inner")
        try file.write("x")
        _ = try file.finish()
        #expect(try contents(folder["moved/video.mp4"]) == Array("x".utf8))
    }

    @Test(
        "A target that cannot be written is refused with its folder",
        arguments: [
            ("/nowhere/a.mp4", "/nowhere"), ("/etc/passwd/a.mp4", "/etc/passwd"), ("/proc/a.mp4", "/proc"),
            ("/tmp/", "/tmp/"), ("..", ".."), ("", ""), ("/tmp/a\0b", "/tmp"),
            ("/tmp/" + String(repeating: "x", count: 300), "/tmp"),
        ])
    func badTarget(target: String, folder: String) throws {
        #expect(try unwritable { _ = try PartialFile(target: target) }.message.contains("\"\(folder)"))
    }

    @Test("A full disk is an unwritable output", .enabled(if: (try? permissions("/dev/full")) != nil))
    func fullDisk() throws {
        let device = unsafe open("/dev/full", O_RDWR | O_CLOEXEC)
        let file = PartialFile(
            folder: try Folder(folder.path),
            temporary: TemporaryFile(name: ".none", file: File(adopting: device), finalPermissions: 0o644),
            targetName: "video.mp4")
        let error = try unwritable { try file.write("x") }
        #expect(error.message.contains("disk is full"))
        #expect(error.message.contains(folder.path))
        #expect(file.byteCount == 0)
    }

    @Test("Bytes from many threads arrive whole")
    func threads() async throws {
        let file = try PartialFile(target: target)
        await withTaskGroup { group in
            for _ in 0..<50 { group.addTask { try? file.write("0123456789") } }
        }
        #expect(file.byteCount == 500)
        _ = try file.finish()
        #expect(try contents(target) == Array(String(repeating: "0123456789", count: 50).utf8))
    }
}
