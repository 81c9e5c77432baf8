// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("Where videos go, and when the command ends", .needsEmulator)
struct OutputTests {
    @Test("Three samples are three files in a folder that is made for them")
    func samples() async throws {
        try await withService { _, box in
            let folder = box.videos + "/new"
            let run = try await box.generate("--samples", "3", "--output", folder)
            #expect(run.code == 0, "\(run)")
            let task = try #require(run.event("submitted")["task"].text)
            #expect(files(in: folder) == (1...3).map { "\(task)-\($0).mp4" })
            #expect(run.last["samples"].items.map { $0["index"] } == [0, 1, 2])
            #expect(Set(run.last["samples"].items.map { $0["sha256"] }).count == 3)
        }
    }

    @Test(
        "A path is a file unless it ends in a slash or is a folder",
        arguments: ["ship.mp4", "new/", ".", "./sub/../ship.mp4", nil] as [String?])
    func forms(output: String?) async throws {
        try await withService { _, box in
            try FileManager.default.createDirectory(
                atPath: box.folder + "/sub", withIntermediateDirectories: false)
            let arguments = ["generate", "A ship", "--image", box.image, "--duration", "4", "--json"]
            let run = try await box.run(arguments + (output.map { ["--output", $0] } ?? []))
            #expect(run.code == 0, "\(run)")
            let task = run.event("submitted")["task"].text ?? "?"
            let place =
                output?.hasSuffix("ship.mp4") == true ? "ship.mp4" : (output == "new/" ? "new/" : "") + task + ".mp4"
            #expect(files(in: box.folder) == [place])
            #expect(MP4(box.folder + "/" + place) != nil)
        }
    }

    @Test(
        "An output that cannot be written is refused with 73 before anything is sent",
        arguments: ["taken.mp4", "missing/ship.mp4", "taken.mp4/", "taken.mp4/ship.mp4", ""])
    func unwritable(output: String) async throws {
        try await withService { emulator, box in
            let taken = box.folder + "/taken.mp4"
            try Data("mine".utf8).write(to: URL(filePath: taken))
            let run = try await box.generate("--output", output)
            #expect(run.code == 73 && run.last["code"] == "output_unwritable" && run.last["task"] == .null, "\(run)")
            #expect(contents(taken) == Data("mine".utf8))
            #expect(files(in: box.folder) == ["taken.mp4"])
            #expect(try await emulator.requests.isEmpty)
        }
    }

    @Test("With --no-download nothing is fetched, and the link is good")
    func links() async throws {
        try await withService { emulator, box in
            let run = try await box.generate("--no-download")
            #expect(run.code == 0, "\(run)")
            let sample = run.last["samples"][0]
            #expect(sample["outcome"] == "delivered" && sample["path"] == .null)
            #expect(sample["url"].text?.hasPrefix(emulator.media) == true)
            #expect(files(in: box.videos).isEmpty)
            #expect(try await emulator.requests("GET", to: "media").isEmpty)
            // Here the link is the result. Nothing else may be in the output.
            #expect(Canary.keys(in: box.root).isEmpty)
            try FileManager.default.removeItem(atPath: box.root + "/output")
        }
    }

    @Test("With --detach the command ends as soon as the service has the task")
    func detach() async throws {
        try await withService { emulator, box in
            let run = try await box.generate("--detach")
            #expect(run.code == 0 && run.names == ["planned", "submitted", "detached"], "\(run)")
            let id = try #require(run.event("submitted")["remote_id"].text)
            #expect(
                run.last["message"].text?.contains(id) == true && run.last["task"] == run.event("submitted")["task"])
            #expect(try await emulator.requests("GET").isEmpty)
            #expect(try await emulator.ledger.count == 1)
        }
    }

    @Test("After --wait-timeout the command ends with 75 and names the task; the task goes on")
    func waitTimeout() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "poll", "kind": "unknown_word", "times": -1]])
            let clock = ContinuousClock.now
            let run = try await box.generate("--wait-timeout", "0.7")
            #expect(run.code == 75 && run.names.last == "timed_out", "\(run)")
            #expect(ContinuousClock.now - clock < .seconds(10))
            let id = try #require(run.event("submitted")["remote_id"].text)
            #expect(run.last["message"].text?.contains(id) == true)
            #expect(files(in: box.videos).isEmpty)
        }
    }

    @Test("A --wait-timeout during the submission waits for the service's id, which would be lost")
    func waitTimeoutWhileSubmitting() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "submit", "kind": "slow", "delay": 2]])
            let run = try await box.generate("--wait-timeout", "0.3")
            #expect(run.code == 75, "\(run)")
            let id = try await emulator.ledger[0]["task_id"].text ?? "?"
            #expect(run.last["message"].text?.contains(id) == true, "\(run)")
        }
    }

    @Test("A --wait-timeout that is no time is a usage error", arguments: ["0", "-1", "nan", "soon"])
    func badWaitTimeout(value: String) async throws {
        try await withoutService { box in
            let run = try await box.run(box.job(["--wait-timeout=" + value]))
            #expect(run.code == 64, "\(run)")
        }
    }
}
