// SPDX-License-Identifier: Apache-2.0
import Foundation
import LocalFiles
import PreviewProvider
import Testing
import VideoGenerationCore

import func TestServers.runningPrograms

// One after the other: most of them render a minute of video, and look at it while it is made.
@Suite("The preview as a model", .serialized, .enabled(if: Workshop.hasFFmpeg, "ffmpeg is not installed"))
struct PreviewTests {
    private let workshop: Workshop
    private let studio: Studio
    private let small = VideoOptions(duration: 1, resolution: "480p")

    init() async throws {
        workshop = try Workshop()
        try await workshop.picture()
        studio = Studio(workshop)
    }

    /// Long enough to be looked at while it is made.
    private let long = VideoOptions(duration: 60, resolution: "1080p", samples: 4)

    /// The processes that render into this folder.
    private func renderers() throws -> [Int32] {
        try runningPrograms().filter { $0.words.contains(workshop.path) && $0.words.contains("-progress") }
            .map(\.number)
    }

    private func isRendering(_ id: String) async throws -> Bool {
        if case .running = try await studio.report(id).phase { try !renderers().isEmpty } else { false }
    }

    @Test("A task ends with a video of what was asked for, and only what was set is sent")
    func whole() async throws {
        let request = try studio.negotiated(small)
        #expect(request.values.map(\.name) == [.duration, .resolution])
        let videos = try await studio.videos(try await studio.accepted(small))
        let facts = try MP4Inspector().inspect(fileAt: try #require(videos.first))
        #expect(videos.count == 1 && facts.duration == 1 && facts.width == 854 && facts.height == 480)
        #expect(!facts.hasAudio)
    }

    @Test("Samples, shape, sound and seed are honoured; the same seed makes the same videos, and 0 is one")
    func options() async throws {
        var wish = VideoOptions(
            duration: 2, resolution: "480p", aspectRatio: "9:16", samples: 3, audio: true, seed: 0)
        let (first, second) = (try await studio.accepted(wish), try await studio.accepted(wish))
        wish.seed = nil
        let third = try await studio.accepted(wish)
        var contents: [[Data]] = []
        for id in [first, second, third] {
            let videos = try await studio.videos(id)
            #expect(videos.count == 3)
            for video in videos {
                let facts = try MP4Inspector().inspect(fileAt: video)
                #expect(facts.width == 480 && facts.height == 854 && facts.hasAudio)
            }
            contents.append(videos.map { FileManager.default.contents(atPath: $0) ?? Data() })
        }
        #expect(contents[0] == contents[1] && Set(contents[0]).count == 3)
        #expect(Set(contents[0]).isDisjoint(with: contents[2]))
    }

    @Test("While it renders, progress rises and the rest of the time is told")
    func progress() async throws {
        let id = try await studio.accepted(long)
        var shares: [Double] = []
        let isTold = try await eventually {
            let report = try await studio.report(id)
            if let share = report.progress, shares.last != share { shares.append(share) }
            return shares.count > 2 && report.eta != nil
        }
        #expect(isTold && shares.sorted() == shares && shares.allSatisfy { (0...1).contains($0) })
        #expect(await isCancelled(studio.cancel(id)))
    }

    @Test("Without ffmpeg nothing is begun, and the error says how to install it")
    func missing() async throws {
        let bare = Studio(workshop, .init(ffmpeg: "/nowhere/ffmpeg"))
        guard case .notSent(let error) = try await bare.submit() else {
            Issue.record("It was accepted.")
            return
        }
        #expect(error.code == .configuration && error.message.contains("apt-get install ffmpeg"))
        #expect(workshop.names() == ["picture.png"])
    }

    @Test("What cannot be written down is not begun, and leaves nothing behind")
    func unwritable() async throws {
        try Data().write(to: URL(filePath: workshop["preview"]))
        guard case .notSent(let error) = try await studio.submit() else {
            Issue.record("It was accepted.")
            return
        }
        #expect(error.code == .configuration, "\(error)")
        try FileManager.default.removeItem(atPath: workshop["preview"])
        let request = try studio.negotiated()
        // The picture that was planned is not the one that is there now.
        try Data("another one".utf8).write(to: URL(filePath: workshop["picture.png"]))
        let submission = Submission(
            request,
            by: SurfaceConnection(
                surface: studio.preview.surface, transport: Studio.nowhere, credentials: Studio.nowhere))
        guard case .notSent(let error) = await studio.preview.submit(submission) else {
            Issue.record("It was accepted.")
            return
        }
        #expect(error.code == .unreadableInput && workshop.names(in: "preview") == [])
    }

    @Test("A picture that is none fails its task, with the reason")
    func broken() async throws {
        let whole = try Data(contentsOf: URL(filePath: workshop["picture.png"]))
        try whole.prefix(60).write(to: URL(filePath: workshop["broken.png"]))
        let id = try await studio.accepted(small, picture: workshop["broken.png"])
        await #expect { try await studio.videos(id) } throws: { error in
            let error = error as? VideoGenerationError
            return error?.code == .generationFailed && error?.message.contains(workshop.path) == false
        }
        // Also for whoever asks later.
        await #expect(throws: VideoGenerationError.self) { try await Studio(workshop).videos(id) }
    }

    @Test(
        "An id that it did not give is that of no task",
        arguments: [
            "", "0123456789abcdefghjk", "../picture.png", "..", "/", "0123456789abcdefghj/", "ß123456789abcdefghj",
        ])
    func unknown(id: String) async throws {
        guard case .trouble(let trouble) = await studio.status(id), case .unknownTask = trouble.kind else {
            Issue.record("It knows \(id).")
            return
        }
        #expect(trouble.error.code == .taskNotFound && workshop.names() == ["picture.png"])
        guard case .refused(let error) = await studio.cancel(id) else {
            Issue.record("It was cancelled.")
            return
        }
        #expect(error.code == .taskNotFound)
    }

    @Test("Who asks first about a task that nobody renders renders it, and an old half is removed")
    func again() async throws {
        let id = try await studio.accepted(small)
        let before = try await studio.videos(id)
        let bytes = FileManager.default.contents(atPath: try #require(before.first))
        for path in before { try FileManager.default.removeItem(atPath: path) }
        try Data("half".utf8).write(to: URL(filePath: workshop["preview/\(id)/.videogen-half.part"]))
        let after = try await Studio(workshop).videos(id)
        #expect(after == before && FileManager.default.contents(atPath: before[0]) == bytes)
        #expect(workshop.names(in: "preview/\(id)").allSatisfy { !$0.hasPrefix(".") })
    }

    @Test("A task is rendered once, however many ask about it")
    func once() async throws {
        let id = try await studio.accepted(long)
        #expect(try await eventually { try await isRendering(id) })
        let others = (0..<3).map { _ in Studio(workshop) }
        for _ in 0..<20 {
            for other in others {
                let report = try await other.report(id)
                #expect(report.word == "rendering elsewhere", "\(report)")
            }
        }
        let running = try renderers()
        #expect(running.count == 1)
        #expect(await isCancelled(studio.cancel(id)))
    }

    @Test("No more than a few are rendered at once, and all of them in the end")
    func few() async throws {
        let one = Studio(workshop, .init(rendersAtOnce: 1))
        var ids: [String] = []
        for _ in 0..<5 { ids.append(try await one.accepted(small)) }
        var most = 0
        #expect(
            try await eventually {
                most = max(most, try renderers().count)
                for id in ids {
                    guard case .succeeded = try await one.report(id).phase else { return false }
                }
                return true
            })
        #expect(most == 1)
    }

    // MARK: Cancelling

    private func isCancelled(_ outcome: CancelOutcome) -> Bool {
        if case .cancelled = outcome { true } else { false }
    }

    private func isOver(_ id: String, in studio: Studio) async throws -> Bool {
        guard case .failed(let refusal) = try await studio.report(id).phase else { return false }
        return refusal.code == .cancelled
    }

    @Test("A cancelled task has no process and no files any more")
    func cancelled() async throws {
        let id = try await studio.accepted(long)
        #expect(try await eventually { try await isRendering(id) })
        let processes = try renderers()
        #expect(await isCancelled(studio.cancel(id)))
        #expect(!processes.isEmpty && !processes.contains(where: isAlive))
        #expect(workshop.names(in: "preview/\(id)") == ["cancelled", "job.json", "lock"])
        #expect(try await isOver(id, in: studio))
        #expect(await isCancelled(studio.cancel(id)))
    }

    @Test("A task that waits for its turn is cancelled, too")
    func waiting() async throws {
        let one = Studio(workshop, .init(rendersAtOnce: 1))
        let (first, second) = (try await one.accepted(long), try await one.accepted(long))
        #expect(await isCancelled(one.cancel(second)))
        #expect(try await isOver(second, in: one))
        #expect(await isCancelled(one.cancel(first)))
        let left = try renderers()
        #expect(left == [])
    }

    @Test("Whoever renders a task sees that another one has cancelled it")
    func cancelledElsewhere() async throws {
        let id = try await studio.accepted(long)
        #expect(try await eventually { try await isRendering(id) })
        let other = Studio(workshop)
        #expect(await isCancelled(other.cancel(id)))
        #expect(try await isOver(id, in: other))
        #expect(try await eventually { try renderers().isEmpty })
        #expect(
            try await eventually {
                workshop.names(in: "preview/\(id)") == ["cancelled", "job.json", "lock"]
            })
    }

    @Test("What is finished is not cancelled")
    func finished() async throws {
        let id = try await studio.accepted(small)
        let videos = try await studio.videos(id)
        guard case .refused(let error) = await studio.cancel(id) else {
            Issue.record("It was cancelled.")
            return
        }
        #expect(error.code == .invalidRequest && FileManager.default.fileExists(atPath: videos[0]))
    }

    // MARK: Old jobs

    @Test("Old tasks go when a new one comes, but none that is being rendered")
    func old() async throws {
        let old = try await studio.accepted(small)
        _ = try await studio.videos(old)
        let busy = try await studio.accepted(long)
        #expect(try await eventually { try await isRendering(busy) })
        let stray = "00000000000000000000"
        try FileManager.default.createDirectory(
            atPath: workshop["preview/" + stray], withIntermediateDirectories: false)
        for id in [old, busy, stray] {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -86_500)], ofItemAtPath: workshop["preview/" + id])
        }
        let new = try await Studio(workshop).accepted(small)
        #expect(Set(workshop.names(in: "preview")) == [busy, new])
        guard case .trouble(let trouble) = await studio.status(old), case .unknownTask = trouble.kind else {
            Issue.record("It is there.")
            return
        }
        #expect(await isCancelled(studio.cancel(busy)))
        _ = try await Studio(workshop).videos(new)
    }
}
