// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

import func TestServers.runningPrograms

@Suite("The preview on this machine", .needsEmulator)
struct PreviewTests {
    /// The arguments of a preview; a long one can be looked at while it is made.
    private func preview(_ box: Sandbox, isLong: Bool = false, _ more: String...) -> [String] {
        ["generate", "x", "--image", box.image, "--model", "preview/pan-zoom", "--json", "--output", box.videos]
            + (isLong
                ? ["--duration", "60", "--resolution", "1080p", "--samples", "4"]
                : ["--duration", "2", "--resolution", "480p"])
            + more
    }

    /// The ffmpeg processes that render for this sandbox.
    private func renderers(_ box: Sandbox) throws -> [Int32] {
        try runningPrograms().filter { $0.words.contains(box.journal) && $0.words.contains("-progress") }.map(\.number)
    }

    /// The names of the files of the only preview task.
    private func files(of box: Sandbox) -> [String] {
        EndToEndTests.files(in: box.journal + "/preview").compactMap { $0.split(separator: "/").last.map(String.init) }
    }

    @Test("It makes a video without a key, a service or a cent")
    func whole() async throws {
        try await withoutService { box in
            let run = try await box.run(
                preview(box, "--samples", "2", "--audio", "--seed", "0"), environment: ["HIGHWAY_API_KEY": ""])
            #expect(run.code == 0, "\(run)")
            let planned = run.event("planned")
            #expect(planned["model"] == "preview/pan-zoom" && planned["synthetic"] == true)
            #expect(planned["recipient"]["host"] == .null)
            #expect(planned["advisories"].items.map { $0["code"] } == ["prompt_ignored"])
            #expect(run.last["event"] == "delivered" && run.last["samples"].items.count == 2)
            let names = EndToEndTests.files(in: box.videos)
            #expect(names.count == 2)
            for name in names {
                let video = try #require(MP4(box.videos + "/" + name))
                #expect(video.width == 854 && video.height == 480 && video.hasAudio)
                #expect((video.duration - 2).magnitude < 0.1)
            }
            // Nothing that a budget forbids, because it costs nothing.
            let free = try await box.run(preview(box, "--max-cost", "0.00"), environment: ["HIGHWAY_API_KEY": ""])
            #expect(free.code == 0, "\(free)")
        }
    }

    @Test("Nothing falls back to it: without a key and a name, the command fails, and names it")
    func noFallback() async throws {
        try await withoutService { box in
            let run = try await box.generate(environment: ["HIGHWAY_API_KEY": ""])
            #expect(run.code == 77 && run.last["code"] == "authentication", "\(run)")
            #expect(run.last["message"].text?.contains("HIGHWAY_API_KEY") == true)
            #expect(run.last["message"].text?.contains("--model preview/pan-zoom") == true)
            // Whoever named a model wants that one.
            let named = try await box.generate("--model", "highway/veo-3.1-lite", environment: ["HIGHWAY_API_KEY": ""])
            #expect(named.code == 77 && !named.errors.contains("preview"), "\(named)")
            // A minute is what only the preview makes.
            let minute = try await box.run(["generate", "x", "--image", box.image, "--duration", "60", "--json"])
            #expect(minute.code == 65 || minute.code == 64, "\(minute)")
            #expect(
                EndToEndTests.files(in: box.videos).isEmpty && EndToEndTests.files(in: box.journal + "/preview").isEmpty
            )
        }
    }

    @Test("It is listed as what it is")
    func listed() async throws {
        try await withoutService { box in
            let run = try await box.run(["models", "--json", "--supports", "mark=false"])
            #expect(run.last.items.map { $0["model"] } == ["preview/pan-zoom"])
            #expect(run.last[0]["synthetic"] == true && run.last[0]["prompt"]["kind"] == "ignored", "\(run)")
            let words = try await box.run(["models", "preview/pan-zoom"])
            #expect(words.output.contains("synthetic") && words.output.contains("mark"), "\(words)")
            let doctor = try await box.run(["doctor", "--json"])
            #expect(doctor.code == 0 && doctor.last["preview_key"]["verdict"] == "ok", "\(doctor)")
        }
    }

    @Test("Without ffmpeg it says how to install it, and nothing is recorded as made")
    func missing() async throws {
        try await withoutService { box in
            let run = try await box.run(preview(box), environment: ["PATH": "/nowhere"])
            #expect(run.code == 78 && run.last["code"] == "configuration", "\(run)")
            #expect(run.last["message"].text?.contains("apt-get install ffmpeg") == true)
            #expect(EndToEndTests.files(in: box.journal + "/preview").isEmpty)
        }
    }

    @Test("A command that is killed while it renders leaves no half video, and the next one renders it again")
    func killed() async throws {
        try await withoutService { box in
            let run = try box.start(preview(box, "--duration", "60", "--resolution", "1080p"))
            #expect(try await eventually(within: 60) { try !renderers(box).isEmpty })
            try await run.said("\"running\"")
            run.program.send(SIGKILL)
            #expect(try await run.program.code(within: 10) == -SIGKILL)
            #expect(files(of: box).allSatisfy { !$0.hasSuffix(".mp4") })
            let id = try #require(try await box.onlyTask()["task"].text)
            let wait = try await box.tasks("wait", id, within: 180)
            #expect(wait.code == 0 && wait.last["event"] == "delivered", "\(wait)")
            let video = try #require(MP4(box.videos + "/" + id + ".mp4"))
            #expect(video.duration == 60 && video.height == 1080)
            // The ffmpeg of the killed one ends by itself, and what it wrote is gone.
            #expect(try await eventually(within: 120) { try renderers(box).isEmpty })
            #expect(files(of: box) == ["clip-1.mp4", "image", "job.json", "lock"])
        }
    }

    @Test("An interruption of the wait ends ffmpeg, too, and the task can be gone on with")
    func interrupted() async throws {
        try await withoutService { box in
            let run = try box.start(preview(box, isLong: true))
            try await run.said("\"running\"")
            #expect(try await eventually(within: 60) { try !renderers(box).isEmpty })
            run.program.send(SIGINT)
            let finished = try await run.finished(within: 30)
            #expect(finished.code == 130 && finished.last["event"] == "detached", "\(finished)")
            #expect(try renderers(box).isEmpty)
            let id = try #require(try await box.onlyTask()["task"].text)
            #expect(try await box.tasks("cancel", id).last["state"] == "cancelled")
        }
    }

    @Test("A task that another process renders can be cancelled")
    func cancelled() async throws {
        try await withoutService { box in
            let run = try box.start(preview(box, isLong: true))
            try await run.said("\"running\"")
            #expect(try await eventually(within: 60) { try !renderers(box).isEmpty })
            let id = try #require(try await box.onlyTask()["task"].text)
            let cancel = try await box.tasks("cancel", id)
            #expect(cancel.code == 0 && cancel.last["state"] == "cancelled", "\(cancel)")
            #expect(try await eventually(within: 60) { try renderers(box).isEmpty })
            let finished = try await run.finished(within: 60)
            #expect(finished.code == 1 && finished.last["code"] == "cancelled", "\(finished)")
            #expect(EndToEndTests.files(in: box.videos).isEmpty)
            #expect(try await eventually(within: 60) { files(of: box) == ["cancelled", "job.json", "lock"] })
        }
    }

    @Test("One that was detached is rendered by whoever waits for it")
    func detached() async throws {
        try await withoutService { box in
            let run = try await box.run(preview(box, "--detach"))
            #expect(run.code == 0, "\(run)")
            let id = try #require(try await box.onlyTask()["task"].text)
            let wait = try await box.tasks("wait", id)
            #expect(wait.code == 0, "\(wait)")
            #expect(MP4(box.videos + "/" + id + ".mp4")?.height == 480)
        }
    }
}
