// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("What can be done about a recorded task", .needsEmulator)
struct TasksTests {
    private static let showKeys: Set<String> = ["history", "options", "adjustments", "samples", "evidence"]
    private static let listKeys: Set<String> = [
        "task", "request_id", "model", "state", "remote_id", "created", "updated", "cost", "metadata",
    ]

    @Test("The list and a single task have the keys that scripts rely on")
    func keys() async throws {
        try await withService { emulator, box in
            #expect(try await box.tasks("list").last == [])
            let run = try await box.generate("--metadata", "a=b")
            let task = try await box.onlyTask()
            #expect(task.keys == Self.listKeys)
            #expect(task["state"] == "delivered" && task["model"] == "highway/veo-3.1-lite" && task["cost"] == .null)
            #expect(task["remote_id"] == (try await emulator.ledger[0]["task_id"]))
            let id = try #require(task["task"].text)
            let show = try await box.tasks("show", id).last
            #expect(show.keys.isSuperset(of: Self.listKeys.union(Self.showKeys)))
            #expect(show["history"].items.map { $0["event"] }.starts(with: ["prepared", "submitting", "queued"]))
            #expect(show["history"].items.allSatisfy { $0["at"].text?.hasSuffix("Z") == true })
            #expect(show["samples"][0]["sha256"] == run.last["samples"][0]["sha256"])
            #expect(show["options"]["duration"] == 4 && show["evidence"] == .null)
            let words = try await box.run(["tasks", "list"])
            #expect(words.code == 0 && words.output.contains(id) && words.output.contains("delivered"))
            let page = try await box.run(["tasks", "show", id])
            #expect(page.code == 0 && page.output.contains("The ship sets sail"), "\(page)")
        }
    }

    @Test("A task that is given up is not followed any more, and may be billed")
    func cancel() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "poll", "kind": "unknown_word", "times": -1]])
            let id = try #require(try await box.generate("--detach").last["task"].text)
            let run = try await box.tasks("cancel", id)
            #expect(run.code == 0 && run.last["state"] == "abandoned", "\(run)")
            #expect(run.errors.contains("billed"))
            #expect(try await box.tasks("resume").output.isEmpty)
            #expect(try await box.tasks("cancel", id).code == 64)
            let wait = try await box.tasks("wait", id)
            #expect(wait.code == 1 && wait.last["code"] == "cancelled", "\(wait)")
            #expect(try await emulator.ledger.count == 1)
        }
    }

    @Test("A running process finds that its task was given up")
    func cancelledUnderWay() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "poll", "kind": "unknown_word", "times": -1]])
            let first = try box.start(box.job())
            try await first.said("\"status\"")
            let id = try #require(try await box.onlyTask()["task"].text)
            #expect(try await box.tasks("cancel", id).code == 0)
            try await emulator.clearFaults()
            let finished = try await first.finished()
            #expect(finished.code == 1 && finished.last["code"] == "cancelled", "\(finished)")
            #expect(try await box.onlyTask()["state"] == "abandoned")
        }
    }

    @Test("Only what has ended is forgotten")
    func forget() async throws {
        try await withService { emulator, box in
            let done = try #require(try await box.generate().last["task"].text)
            try await emulator.order([["on": "submit", "kind": "close_after_read"]])
            let unknown = try #require(try await box.generate().last["task"].text)
            let run = try await box.tasks("forget", done, unknown, "nobody")
            #expect(run.code == 64, "\(run)")
            let outcomes = run.events.map { $0["code"].text ?? $0["event"].text }
            #expect(outcomes == ["forgotten", "invalid_request", "task_not_found"])
            #expect(try await box.onlyTask()["task"].text == unknown)
            #expect(files(in: box.videos) == ["\(done).mp4"])
        }
    }

    @Test("What somebody found at the service is followed like any other task")
    func resolved() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "submit", "kind": "close_after_read"]])
            let first = try await box.generate()
            let id = try #require(first.last["task"].text)
            #expect(first.last["message"].text?.contains("tasks resolve \(id) --remote-id") == true)
            #expect(first.last["message"].text?.contains("tasks resubmit \(id)") == true)
            let shown = try await box.run(["tasks", "show", id])
            #expect(shown.output.contains("tasks resolve \(id) --not-submitted"), "\(shown)")
            let remote = try #require(try await emulator.ledger[0]["task_id"].text)
            for wrong in ["../x", "no-such-task"] {
                let run = try await box.tasks("resolve", id, "--remote-id", wrong)
                #expect(run.code == 64 && run.last["code"] == "invalid_request", "\(run)")
            }
            let resolved = try await box.tasks("resolve", id, "--remote-id", remote)
            #expect(resolved.code == 0 && resolved.last["remote_id"].text == remote, "\(resolved)")
            let wait = try await box.tasks("wait", id)
            #expect(wait.code == 0 && wait.names.last == "delivered", "\(wait)")
            #expect(try await emulator.requests("POST").count == 1)
        }
    }

    @Test("What somebody found not to be at the service is free of doubt, and can be submitted")
    func notSubmitted() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "submit", "kind": "reset_before_read"]])
            let id = try #require(try await box.generate("--request-id", "r-1").last["task"].text)
            let resolved = try await box.tasks("resolve", id, "--not-submitted")
            #expect(resolved.code == 0 && resolved.last["state"] == "failed", "\(resolved)")
            let again = try await box.generate("--request-id", "r-1")
            #expect(again.code == 0 && again.last["task"].text == id, "\(again)")
            #expect(try await emulator.ledger.count == 1)
        }
    }

    @Test("What is unknown is submitted again by itself where that was allowed beforehand")
    func allowed() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "submit", "kind": "close_after_read"]])
            // Half a minute after the trouble.
            let run = try await box.generate(
                environment: ["VIDEOGEN_RESUBMIT_UNKNOWN": "1/day,5.00USD/day,0.50USD/each"])
            #expect(run.code == 0 && run.last["attempts"] == 2, "\(run)")
            #expect(try await emulator.requests("POST").count == 2)
            let outcomes = try await box.tasks("show", run.last["task"].text ?? "").last["attempts"]
            #expect(outcomes[0]["outcome"] == "unknown" && outcomes[1]["outcome"] == "accepted")
        }
    }

    @Test("Only a person submits what may have been taken; with the same image, or not at all")
    func resubmit() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "submit", "kind": "close_after_read"]])
            let id = try #require(try await box.generate().last["task"].text)
            let image = contents(box.image)
            _ = try box.write(image + Data([0]), to: "image.png")
            let refused = try await box.tasks("resubmit", id)
            #expect(refused.code == 66 && refused.last["code"] == "unreadable_input", "\(refused)")
            _ = try box.write(image, to: "image.png")
            #expect(try await emulator.requests("POST").count == 1)
            let run = try await box.tasks("resubmit", id)
            #expect(run.code == 0 && run.last["task"].text == id && run.last["attempts"] == 2, "\(run)")
            #expect(run.errors.contains("second charge"))
            let ledger = try await emulator.ledger
            #expect(ledger.count == 2 && ledger[0]["body"] == ledger[1]["body"])
            #expect(try await box.tasks("resubmit", id).code == 64)
        }
    }

    @Test("A video that could not be fetched is fetched later", arguments: ["download", "resume"])
    func fetchedLater(command: String) async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "media", "kind": "error_page", "times": -1]])
            let first = try await box.generate()
            let id = try #require(first.last["task"].text)
            #expect(first.code == 74, "\(first)")
            #expect(first.last["message"].text?.contains("tasks download \(id)") == true)
            try await emulator.clearFaults()
            let arguments = command == "download" ? ["download", id] : ["resume", "--all"]
            let run = try await box.run(["tasks"] + arguments + ["--json"])
            #expect(run.code == 0 && run.last["task"].text == id, "\(run)")
            #expect(files(in: box.videos) == ["\(id).mp4"])
            #expect(try await emulator.requests("POST").count == 1)
        }
    }

    @Test("A delivered video is fetched once more to another place, and not to where it is")
    func downloadedAgain() async throws {
        try await withService { emulator, box in
            let id = try #require(try await box.generate().last["task"].text)
            let there = try await box.tasks("download", id)
            #expect(there.code == 0 && there.last["event"] == "delivered", "\(there)")
            #expect(try await emulator.requests("GET", to: "media").count == 1)
            let other = try await box.tasks("download", id, "--output", box.videos + "/other.mp4")
            #expect(other.code == 0, "\(other)")
            #expect(files(in: box.videos) == ["\(id).mp4", "other.mp4"].sorted())
            let taken = try await box.tasks("download", id, "--output", box.videos + "/other.mp4")
            #expect(taken.code == 73 && taken.last["code"] == "output_unwritable", "\(taken)")
        }
    }

    @Test(
        "A task that nobody recorded is not found",
        arguments: ["show", "wait", "download", "cancel", "forget", "resubmit", "resolve"])
    func unknown(command: String) async throws {
        try await withoutService { box in
            let more = command == "resolve" ? ["--not-submitted"] : []
            let run = try await box.run(["tasks", command, "nobody", "--json"] + more)
            #expect(run.code == 1 && run.last["code"] == "task_not_found", "\(run)")
        }
    }
}
