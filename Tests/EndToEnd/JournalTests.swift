// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("The journal outlives the process", .needsEmulator)
struct JournalTests {
    @Test("A detached task is waited for by another process")
    func detached() async throws {
        try await withService { emulator, box in
            let first = try await box.generate("--detach")
            #expect(first.code == 0 && first.names == ["planned", "submitted", "detached"], "\(first)")
            let id = try #require(first.last["task"].text)
            #expect(first.last["message"].text?.contains("videogen tasks wait \(id)") == true)
            let second = try await box.tasks("wait", id)
            #expect(second.code == 0 && second.names.first == "submitted", "\(second)")
            #expect(second.names.last == "delivered" && second.last["task"].text == id)
            #expect(files(in: box.videos).count == 1)
            #expect(try await emulator.ledger.count == 1)
        }
    }

    @Test("A task whose process was killed is taken over, to where its video was to go")
    func killed() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "poll", "kind": "unknown_word", "times": -1]])
            let id = try await box.killed(after: "\"status\"")
            try await emulator.clearFaults()
            let run = try await box.tasks("resume")
            #expect(run.code == 0 && run.names.last == "delivered" && run.last["task"].text == id, "\(run)")
            #expect(files(in: box.videos) == ["\(id).mp4"])
            #expect(try await emulator.requests("POST").count == 1)
            let nothing = try await box.tasks("resume")
            #expect(nothing.code == 0 && nothing.output.isEmpty, "\(nothing)")
        }
    }

    @Test("A submission whose process was killed is unknown, before and after it is recorded so; nothing is sent again")
    func killedInSubmission() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "submit", "kind": "slow", "delay": 20]])
            let run = try box.start(box.job())
            #expect(try await eventually(within: 20) { try await emulator.ledger.count == 1 })
            #expect(try await box.onlyTask()["state"] == "submitting")
            run.program.send(SIGKILL)
            _ = try await run.program.code(within: 10)
            let task = try await box.onlyTask()
            #expect(task["state"] == "submission_unknown" && task["remote_id"] == .null)
            let resumed = try await box.tasks("resume")
            #expect(resumed.code == 79 && resumed.names == ["submission_unknown"], "\(resumed)")
            #expect(try await box.onlyTask()["state"] == "submission_unknown")
            #expect(try await emulator.requests("POST").count == 1)
        }
    }

    @Test("A live task of one process is watched by another, and not touched by its resume")
    func alive() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "poll", "kind": "unknown_word", "times": -1]])
            let first = try box.start(box.job())
            try await first.said("\"status\"")
            let id = try #require(try await box.onlyTask()["task"].text)
            let before = try await box.tasks("show", id).last
            let resume = try await box.tasks("resume")
            #expect(resume.code == 0 && resume.output.isEmpty && resume.errors.contains("left alone"), "\(resume)")
            #expect(try await box.tasks("show", id).last["history"] == before["history"])
            for arguments in [["resubmit"], ["resolve", "--not-submitted"], ["download"], ["forget"]] {
                let refused = try await box.run(["tasks", arguments[0], id, "--json"] + arguments.dropFirst())
                #expect(refused.code == 64, "\(refused)")
            }
            let watch = try box.start(["tasks", "wait", id, "--json"])
            try await watch.said("\"submitted\"")
            try await emulator.clearFaults()
            let (one, two) = (try await first.finished(), try await watch.finished())
            #expect(one.code == 0 && two.code == 0, "\(one)\n\(two)")
            #expect(two.names.last == "delivered" && two.last["samples"] != .null)
            #expect(files(in: box.videos) == ["\(id).mp4"])
            #expect(try await emulator.requests("GET", to: "media").count == 1)
        }
    }

    @Test("A watched process that dies is no reason to stop: the watcher takes the task over")
    func takenOver() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "poll", "kind": "unknown_word", "times": -1]])
            let first = try box.start(box.job())
            try await first.said("\"status\"")
            let id = try #require(try await box.onlyTask()["task"].text)
            let watch = try box.start(["tasks", "wait", id, "--json"])
            try await watch.said("\"submitted\"")
            first.program.send(SIGKILL)
            try await emulator.clearFaults()
            let finished = try await watch.finished()
            #expect(finished.code == 0 && finished.names.last == "delivered", "\(finished)")
        }
    }

    @Test("A wait that is over leaves the task, and several end with the worst of their codes")
    func waits() async throws {
        try await withService { emulator, box in
            let done = try await box.generate()
            let id = try #require(done.last["task"].text)
            try await emulator.order([["on": "poll", "kind": "unknown_word", "times": -1]])
            let open = try #require(try await box.generate("--detach").last["task"].text)
            let run = try await box.tasks("wait", id, open, "--wait-timeout", "1")
            #expect(run.code == 75 && run.event("timed_out")["task"].text == open, "\(run)")
            #expect(run.event("timed_out")["message"].text?.contains("tasks wait \(open)") == true)
            let unknown = try await box.tasks("wait", id, "nobody")
            #expect(unknown.code == 1 && unknown.event("failed")["code"] == "task_not_found", "\(unknown)")
            #expect(unknown.event("delivered")["task"].text == id)
        }
    }
}
