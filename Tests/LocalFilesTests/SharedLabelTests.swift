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

@Suite("Two who fetch the same sample")
struct SharedLabelTests {
    let folder: TestFolder
    let target: String

    init() throws {
        folder = try TestFolder()
        target = folder["video.mp4"]
    }

    @Test("write files of their own, and none publishes the other's half")
    func apart() throws {
        let first = try PartialFile(target: target, label: "t1-1")
        try first.write("the whole video")
        let second = try PartialFile(target: target, label: "t1-1")
        #expect(second.path != first.path)
        try second.write("half")
        #expect(try first.finish().byteCount == 15)
        #expect(try contents(target) == Array("the whole video".utf8))
        // The name of the one that has ended is free again, the other one's file is still its own.
        let third = try PartialFile(target: folder["other.mp4"], label: "t1-1")
        #expect(third.path == first.path)
        second.discard()
        third.discard()
        #expect(folder.names == ["video.mp4"])
    }

    @Test("do not meet a link or a folder that has the label's name", arguments: ["link", "folder"])
    func inTheWay(_ kind: String) throws {
        let name = ".videogen-t1-1.part"
        if kind == "link" {
            let elsewhere = try folder.make("elsewhere")
            #expect(unsafe symlink(elsewhere, folder[name]) == 0)
        } else {
            _ = try folder.makeFolder(name)
        }
        let file = try PartialFile(target: target, label: "t1-1")
        #expect(file.path != folder[name])
        try file.write("video")
        #expect(try file.finish().byteCount == 5)
        #expect(folder.names.contains(name))
    }

    @Test("never give another file's bytes the name", arguments: Folder.Move.allCases)
    func replaced(_ way: Folder.Move) throws {
        let file = try PartialFile(target: target, label: "t1-1")
        try file.write("the whole video")
        #expect(unsafe unlink(file.path) == 0)
        try overwrite(file.path, Array("half".utf8))
        let error = try #require(throws: VideoGenerationError.self) { _ = try file.finish(by: [way]) }
        #expect(error.code == .outputUnwritable)
        #expect(error.message.contains("replaced"))
        // What is somebody else's is not removed either.
        file.discard()
        #expect(folder.names == [".videogen-t1-1.part"])
        #expect(try contents(file.path) == Array("half".utf8))
    }
}
