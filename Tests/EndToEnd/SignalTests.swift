// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("Signals", .needsEmulator)
struct SignalTests {
    @Test("An interruption of the wait ends it with 130 and names the service's id", arguments: [SIGINT, SIGTERM])
    func polling(signal: Int32) async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "poll", "kind": "unknown_word", "times": -1]])
            let run = try box.start(box.job())
            try await run.said("\"status\"")
            let clock = ContinuousClock.now
            run.program.send(signal)
            let finished = try await run.finished(within: 10)
            #expect(finished.code == 130 && finished.names.last == "detached", "\(finished)")
            #expect(ContinuousClock.now - clock < .seconds(5))
            let id = try await emulator.ledger[0]["task_id"].text ?? "?"
            #expect(finished.errors.contains(id) && finished.last["message"].text?.contains(id) == true)
        }
    }

    @Test("An interruption of a submission waits for its id, and then ends with 130")
    func submitting() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "submit", "kind": "slow", "delay": 2]])
            let run = try box.start(box.job())
            #expect(try await eventually(within: 20) { try await emulator.ledger.count == 1 })
            run.program.send(SIGINT)
            let finished = try await run.finished(within: 20)
            #expect(finished.code == 130, "\(finished)")
            #expect(finished.names == ["planned", "submitted", "detached"])
            #expect(finished.errors.contains(try await emulator.ledger[0]["task_id"].text ?? "?"))
            #expect(try await emulator.requests("GET").isEmpty)
        }
    }

    @Test("A second interruption ends it at once")
    func twice() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "submit", "kind": "slow", "delay": 20]])
            let run = try box.start(box.job())
            #expect(try await eventually(within: 20) { try await emulator.ledger.count == 1 })
            run.program.send(SIGINT)
            try await run.said("Ctrl-C")
            let clock = ContinuousClock.now
            run.program.send(SIGINT)
            let finished = try await run.finished(within: 10)
            #expect(finished.code == 130, "\(finished)")
            #expect(ContinuousClock.now - clock < .seconds(5))
        }
    }

    @Test("An interruption between two attempts sends nothing more")
    func retrying() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "submit", "kind": "status", "status": 429, "retry_after": "3"]])
            let run = try box.start(box.job())
            #expect(try await eventually(within: 20) { try await emulator.requests("POST").first?["status"] == 429 })
            run.program.send(SIGINT)
            let finished = try await run.finished(within: 20)
            #expect(finished.code == 130, "\(finished)")
            #expect(try await emulator.ledger.isEmpty)
        }
    }

    @Test("An interruption of a download leaves no file")
    func downloading() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "media", "kind": "slow_drip", "bytes": 1000, "delay": 0.1]])
            let run = try box.start(box.job())
            #expect(try await eventually(within: 30) { !files(in: box.videos).isEmpty })
            run.program.send(SIGINT)
            let finished = try await run.finished(within: 10)
            #expect(finished.code == 130, "\(finished)")
            #expect(files(in: box.videos).isEmpty)
        }
    }

    @Test("A reader that has gone away does not end the job")
    func closedOutput() async throws {
        try await withService { _, box in
            for arguments in [box.job(), box.job().filter { $0 != "--json" }] {
                let pipe = Pipe()
                try pipe.fileHandleForReading.close()
                let run = try await box.start(arguments, output: pipe.fileHandleForWriting).finished()
                #expect(run.code == 0, "\(run)")
            }
            #expect(files(in: box.videos).count == 2)
        }
    }

    @Test(
        "Streams that are closed from the start are not confused with the video",
        arguments: [">&-", "2>&-", "<&- >&- 2>&-"])
    func missingStreams(closing: String) async throws {
        try await withService { emulator, box in
            for arguments in [box.job(), box.job().filter { $0 != "--json" }] {
                let run = try await box.start(arguments, shell: "exec \"$@\" " + closing).finished()
                #expect(run.code == 0, "\(run)")
            }
            let digests = Set(files(in: box.videos).map { contents(box.videos + "/" + $0) })
            #expect(files(in: box.videos).count == 2 && digests.count == 1)
            #expect(try await emulator.requests("GET", to: "media").count == 2)
        }
    }
}
