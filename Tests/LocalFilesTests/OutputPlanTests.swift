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

struct OutputPlanTests {
    let folder: TestFolder
    let task = TaskID(rawValue: "0123456789abcdefghjk")

    init() throws {
        folder = try TestFolder()
    }

    private func unwritable(_ body: () throws -> Void) throws -> VideoGenerationError {
        let error = try #require(throws: VideoGenerationError.self, performing: body)
        #expect(error.code == .outputUnwritable)
        return error
    }

    @Test("Without an output, files go into the current folder")
    func currentFolder() throws {
        let plan = try OutputPlan(output: nil, samples: 1)
        #expect(plan.place == .folder("."))
        #expect(try plan.path(ofSample: 1, task: task) == "0123456789abcdefghjk.mp4")
    }

    @Test(
        "A folder is meant if it exists, if the path ends in a slash, or if there are several samples",
        arguments: [
            ("there", 1, "there/0123456789abcdefghjk.mp4"), ("there/", 1, "there/0123456789abcdefghjk.mp4"),
            ("new/", 1, "new/0123456789abcdefghjk.mp4"), ("new", 2, "new/0123456789abcdefghjk-2.mp4"),
            ("new.mp4", 1, "new.mp4"), ("there/new.mp4", 1, "there/new.mp4"),
        ])
    func decision(output: String, samples: Int, path: String) throws {
        _ = try folder.makeFolder("there")
        let plan = try OutputPlan(output: folder[output], samples: samples)
        #expect(try plan.path(ofSample: samples, task: task) == folder[path])
        #expect(folder.names == ["there"], "a decision changes nothing")
        try plan.check()
        let saved = try PartialFile(target: plan.path(ofSample: samples, task: task)).finish()
        #expect(saved.path == folder[path])
    }

    @Test("A check leaves nothing behind but the folder it was asked for")
    func checkIsClean() throws {
        try OutputPlan(output: folder["a.mp4"], samples: 1).check()
        #expect(folder.names == [])
        try OutputPlan(output: folder["new"], samples: 3).check()
        try OutputPlan(output: folder["new"], samples: 3).check()
        #expect(folder.names == ["new"])
        #expect(unsafe rmdir(folder["new"]) == 0, "the folder is empty")
    }

    @Test(
        "A check removes what one left that was killed in between",
        arguments: [
            ("a.mp4", ".videogen-check-amp4.part"), ("there/", "there/.videogen-check-.part"),
        ])
    func checkThatWasKilled(output: String, leftover: String) throws {
        _ = try folder.makeFolder("there")
        try folder.make(leftover)
        try OutputPlan(output: folder[output], samples: 1).check()
        #expect(unsafe access(folder[leftover], F_OK) != 0)
    }

    @Test("A folder that appears between decision and check is as good as our own")
    func folderAppears() throws {
        let plan = try OutputPlan(output: folder["new/"], samples: 1)
        _ = try folder.makeFolder("new")
        try plan.check()
    }

    @Test("An existing file, and a link to nothing, are refused before anything is sent")
    func existing() throws {
        try folder.make("a.mp4")
        #expect(unsafe symlink("nothing", folder["b.mp4"]) == 0)
        for name in ["a.mp4", "b.mp4"] {
            let plan = try OutputPlan(output: folder[name], samples: 1)
            #expect(try unwritable { try plan.check() }.message.contains("nothing was overwritten"))
        }
        #expect(try unwritable { _ = try OutputPlan(output: folder["a.mp4"], samples: 2) }.message.contains("folder"))
    }

    @Test("A path that cannot be is refused", arguments: ["a.mp4/", "a.mp4/b", "a.mp4/b/", "no/a.mp4", "no/a/", ""])
    func impossible(output: String) throws {
        try folder.make("a.mp4")
        _ = try unwritable {
            try OutputPlan(output: output.isEmpty ? "" : folder[output], samples: 1).check()
        }
        #expect(folder.names == ["a.mp4"])
    }

    @Test("A folder where nobody may write is refused", arguments: ["/proc", "/proc/", "/proc/new/", "/proc/a.mp4"])
    func readOnly(output: String) throws {
        _ = try unwritable { try OutputPlan(output: output, samples: 1).check() }
    }

    @Test(
        "An id that is no plain name never becomes a path",
        arguments: ["", ".", "..", "../a", "a/b", "a b", "a\0", "a.b", "é", String(repeating: "a", count: 201)])
    func badID(id: String) throws {
        let plan = try OutputPlan(output: folder.path, samples: 1)
        _ = try unwritable { _ = try plan.path(ofSample: 1, task: TaskID(rawValue: id)) }
    }
}
