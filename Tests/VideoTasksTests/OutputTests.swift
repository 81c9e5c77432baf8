// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("Only whole videos get a name")
struct OutputTests {
    @Test("a file that appears meanwhile is not replaced, and the video, which is paid for, gets a spare name")
    func appears() throws {
        let folder = try TestFolder()
        let script = Script(download: { _ in
            folder.write("video.mp4", [1, 2, 3])
            return .video(TinyVideo().build())
        })
        let scene = Scene(script)
        let delivery = try scene.deliver(to: folder.destination())
        let spare = "\(delivery.task.id.rawValue)-1.mp4"
        #expect(delivery.paths.first?.hasSuffix("/" + spare) == true)
        #expect(delivery.samples.first?.reason?.contains("video.mp4") == true)
        #expect(folder.content("video.mp4") == [1, 2, 3])
        #expect(folder.names.sorted() == [spare, "video.mp4"].sorted())
        #expect(scene.posts.count == 1)
    }

    @Test("a file that was there before the download is not replaced, and the video gets a spare name")
    func exists() throws {
        let folder = try TestFolder()
        let destination = try folder.destination()
        folder.write("video.mp4", [1, 2, 3])
        let scene = Scene()
        let delivery = try scene.deliver(to: destination)
        #expect(folder.content("video.mp4") == [1, 2, 3])
        #expect(folder.names.sorted() == ["\(delivery.task.id.rawValue)-1.mp4", "video.mp4"].sorted())
    }

    @Test("a file that is the very video, as a crash after the renaming leaves it, is the delivery, and has no twin")
    func already() throws {
        let folder = try TestFolder()
        let destination = try folder.destination()
        folder.write("video.mp4", TinyVideo().build())
        let delivery = try Scene().deliver(to: destination)
        #expect(delivery.paths.first?.hasSuffix("/video.mp4") == true)
        #expect(delivery.samples.first?.reason?.contains("video.mp4") != true)
        #expect(folder.names == ["video.mp4"])
    }

    @Test("a folder that is gone is told, with the handle")
    func folderGone() throws {
        let destination: Destination
        do {
            let folder = try TestFolder()
            destination = try folder.destination()
        }
        let scene = Scene()
        let error = try scene.failure(to: destination)
        #expect(error.code == .outputUnwritable)
        #expect(error.task?.remoteID == "t-0")
        #expect(try scene.record().samples.map(\.outcome) == [.failed])
    }

    @Test("while it comes, the video stands under no name that looks like one")
    func hidden() throws {
        let folder = try TestFolder()
        let script = Script(download: { call in
            let names = folder.names
            #expect(names.count == 1)
            #expect(names.allSatisfy { $0.hasPrefix(".") && $0.hasSuffix(".part") })
            return call.number < 3 ? .failure(.connectionLost) : .video(TinyVideo().build())
        })
        _ = try Scene(script).deliver(to: folder.destination())
        #expect(folder.names == ["video.mp4"])
    }

    @Test("a disk that is full ends the try at once")
    func diskFull() throws {
        // As a transport reports what the sink threw.
        let folder = try TestFolder()
        let full = VirtualReply(
            .failure(
                ExchangeFailure(
                    .sinkFailed, phase: .receiving, provesNothingSent: false, message: "The sink failed.",
                    underlying: VideoGenerationError(.outputUnwritable, "The disk is full."))))
        let scene = Scene(Script(download: inTurn(full)))
        let error = try scene.failure(to: folder.destination())
        #expect(error.code == .outputUnwritable)
        #expect(scene.downloads.count == 1)
        #expect(folder.names.isEmpty)
    }
}
