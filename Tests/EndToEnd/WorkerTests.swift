// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestServers
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite("Workers", .needsEmulator)
struct WorkerTests {
    private static let arguments = ["worker", "--json", "--interval", "0.1"]

    /// A page of a worker's port.
    private func page(_ run: Run, _ path: String) async throws -> (status: Int, text: String) {
        let started = try Value(parsing: Data((run.output.split(separator: "\n").first ?? "").utf8))
        let address = try #require(started["address"].text)
        let url = try #require(URL(string: address + path))
        let (data, answer) = try await URLSession(configuration: .ephemeral).data(from: url)
        return ((answer as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self))
    }

    @Test("What was submitted and left is delivered where it was to go, once, and the worker tells of itself")
    func detached() async throws {
        try await withService { emulator, box in
            let worker = try box.start(Self.arguments + ["--port", "0"])
            try await worker.said("\"started\"")
            for number in 0..<3 {
                let run = try await box.generate("--detach", "--output", box.videos + "/\(number).mp4")
                #expect(run.code == 0, "\(run)")
            }
            #expect(
                try await eventually(within: 60) { files(in: box.videos).filter { $0.hasSuffix(".mp4") }.count == 3 })
            #expect(
                try await eventually(within: 20) {
                    try await page(worker, "/metrics").text.contains(
                        "videogen_tasks_ended_total{outcome=\"delivered\"} 3\n")
                })
            let metrics = try await page(worker, "/metrics")
            #expect(metrics.text.contains("videogen_tasks_claimed_total 3\n"), "\(metrics)")
            #expect(metrics.text.contains("videogen_tasks_followed 0\n"), "\(metrics)")
            #expect(metrics.text.contains("{outcome=\"submission_unknown\"} 0\n"), "\(metrics)")
            let health = try await page(worker, "/healthz")
            #expect(health.status == 200 && health.text.contains("\"status\":\"ok\""), "\(health)")
            #expect(try await page(worker, "/").status == 404)
            worker.program.send(SIGTERM)
            let finished = try await worker.finished(within: 20)
            #expect(finished.code == 0, "\(finished)")
            #expect(finished.names.count { $0 == "delivered" } == 3, "\(finished)")
            #expect(finished.names.last == "worker" && finished.last["state"] == "stopped", "\(finished)")
            #expect(try await emulator.requests("POST").count == 3)
            let list = try await box.tasks("list")
            #expect(list.last.items.allSatisfy { $0["state"] == "delivered" }, "\(list)")
        }
    }

    @Test("What the operator's guide sets alerts to is there at zero, so that the first event is an increase")
    func alerts() async throws {
        let guide = try String(contentsOfFile: Place.package + "/docs/operations.md", encoding: .utf8)
        let alerts = guide.matches(of: /(?:increase|rate)\((videogen_\w+(?:\{[^}]*\})?)\[/).map { String($0.1) }
        #expect(alerts.count >= 6, "\(alerts)")
        try await withService { _, box in
            let worker = try box.start(Self.arguments + ["--port", "0"])
            try await worker.said("\"started\"")
            let metrics = try await page(worker, "/metrics").text
            for alert in alerts {
                #expect(metrics.contains("\n\(alert) "), "\(alert)\n\(metrics)")
            }
            worker.program.send(SIGTERM)
            _ = try await worker.finished(within: 20)
        }
    }

    @Test("A worker that is told to stop hands its tasks to the next one, which brings them home")
    func drained() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "poll", "kind": "unknown_word", "times": -1]])
            let detached = try await box.generate("--detach", "--output", "elsewhere/")
            let id = try #require(detached.last["task"].text)
            let first = try box.start(Self.arguments)
            try await first.said("\"submitted\"")
            first.program.send(SIGTERM)
            let finished = try await first.finished(within: 20)
            #expect(finished.code == 0 && finished.events.contains { $0["state"] == "draining" }, "\(finished)")
            let state = try await box.tasks("show", id).last["state"].text
            #expect(state == "queued" || state == "running")
            try await emulator.clearFaults()
            let second = try box.start(Self.arguments + ["--output", box.videos])
            try await second.said("\"delivered\"")
            second.program.send(SIGINT)
            #expect(try await second.finished(within: 20).code == 0)
            #expect(files(in: box.videos) == [id + ".mp4"], "a worker has a folder of its own for files")
            #expect(try await emulator.requests("POST").count == 1)
        }
    }

    @Test("What was being submitted by a process that is gone is unknown to a worker, too, and is not submitted")
    func unknown() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "submit", "kind": "slow", "delay": 60]])
            let run = try box.start(box.job())
            #expect(try await eventually(within: 20) { try await emulator.ledger.count == 1 })
            run.program.send(SIGKILL)
            _ = try await run.finished(within: 20)
            let worker = try box.start(Self.arguments)
            try await worker.said("\"submission_unknown\"")
            worker.program.send(SIGTERM)
            #expect(try await worker.finished(within: 20).code == 0)
            #expect(try await emulator.requests("POST").count == 1)
        }
    }

    @Test(
        "Several workers and a database: each task is delivered by one of them",
        .enabled(if: PostgresServer.isInstalled, "PostgreSQL is not installed"))
    func several() async throws {
        let server = try PostgresServer()
        let variables = ["VIDEOGEN_STORE": "postgresql:///postgres?host=\(server.folder)&user=videogen"]
        try await withService { emulator, box in
            let workers = try (0..<3).map { _ in try box.start(Self.arguments, environment: variables) }
            for number in 0..<6 {
                let run = try await box.generate(
                    "--detach", "--output", box.videos + "/\(number).mp4", environment: variables)
                #expect(run.code == 0, "\(run)")
            }
            #expect(
                try await eventually(within: 60) { files(in: box.videos).filter { $0.hasSuffix(".mp4") }.count == 6 })
            // One that has its file may not have said so yet.
            let word = #""event":"delivered""#
            #expect(
                try await eventually(within: 60) {
                    workers.reduce(0) { $0 + $1.output.components(separatedBy: word).count - 1 } == 6
                })
            var delivered: [String] = []
            for worker in workers { worker.program.send(SIGTERM) }
            for worker in workers {
                let finished = try await worker.finished(within: 30)
                #expect(finished.code == 0, "\(finished)")
                delivered += finished.events.filter { $0["event"] == "delivered" }.compactMap { $0["task"].text }
            }
            #expect(delivered.count == 6 && Set(delivered).count == 6, "\(delivered)")
            #expect(try await emulator.requests("POST").count == 6)
        }
    }

    @Test(
        "A worker that looks once an hour is told by the database what is left for it",
        .enabled(if: PostgresServer.isInstalled, "PostgreSQL is not installed"))
    func hint() async throws {
        let server = try PostgresServer()
        let variables = ["VIDEOGEN_STORE": "postgresql:///postgres?host=\(server.folder)&user=videogen"]
        try await withService { _, box in
            let arguments = ["worker", "--json", "--interval", "3600", "--output", box.videos]
            let worker = try box.start(arguments, environment: variables)
            try await worker.said("\"started\"")
            for _ in 0..<2 {
                #expect(try await box.generate("--detach", environment: variables).code == 0)
            }
            #expect(
                try await eventually(within: 60) { files(in: box.videos).filter { $0.hasSuffix(".mp4") }.count == 2 })
            worker.program.send(SIGTERM)
            #expect(try await worker.finished(within: 20).code == 0)
        }
    }

    @Test(
        "A worker whose database is started anew goes on",
        .enabled(if: PostgresServer.isInstalled, "PostgreSQL is not installed"))
    func outage() async throws {
        let server = try PostgresServer()
        let variables = ["VIDEOGEN_STORE": "postgresql:///postgres?host=\(server.folder)&user=videogen"]
        try await withService { _, box in
            let worker = try box.start(Self.arguments + ["--output", box.videos], environment: variables)
            try await worker.said("\"started\"")
            try server.restart()
            #expect(try await box.generate("--detach", environment: variables).code == 0)
            try await worker.said("\"delivered\"", within: 60)
            worker.program.send(SIGTERM)
            #expect(try await worker.finished(within: 40).code == 0)
        }
    }

    @Test(
        "What makes no sense is refused",
        arguments: [
            (["--capacity", "0"], 64), (["--interval", "0"], 64), (["--port", "70000"], 64), (["--port", "-1"], 64),
            (["--output", "/dev/null/x"], 73),
        ])
    func refused(arguments: [String], code: Int) async throws {
        try await withoutService { box in
            #expect(try await box.run(["worker", "--json"] + arguments).code == code)
            let run = try await box.run(["worker", "--json"], environment: ["VIDEOGEN_STORE": "memory:"])
            #expect(run.code == 78 && run.last["code"] == "configuration", "\(run)")
        }
    }
}
