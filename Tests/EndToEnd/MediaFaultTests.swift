// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("Only whole videos get a name", .needsEmulator)
struct MediaFaultTests {
    @Test(
        "A download that goes wrong is made good",
        arguments: [
            ["kind": "truncate"], ["kind": "truncate", "bytes": 0], ["kind": "truncate", "bytes": 1, "times": 3],
            ["kind": "truncate_silent"], ["kind": "reset"], ["kind": "reset", "bytes": 100_000],
            ["kind": "wrong_length"], ["kind": "wrong_length", "bytes": -1000], ["kind": "expired"],
            ["kind": "not_found"], ["kind": "error_page"], ["kind": "error_page", "status": 503],
            ["kind": "mp4_type_html"], ["kind": "slow_drip", "bytes": 100_000, "delay": 0.1],
        ] as [Value])
    func recovered(fault: Value) async throws {
        try await withService { emulator, box in
            let clean = try await box.generate()
            #expect(clean.code == 0, "\(clean)")
            try await emulator.order([fault.on("media")])
            let run = try await box.generate()
            #expect(run.code == 0, "\(run)")
            #expect(run.last["samples"][0]["sha256"] == clean.last["samples"][0]["sha256"])
            #expect(run.last["samples"][0]["sha256"] != .null)
            #expect(files(in: box.videos).count == 2)
            #expect(try await emulator.ledger.count == 2)
        }
    }

    @Test("What has arrived is not fetched again", arguments: ["truncate", "reset"])
    func resumed(kind: String) async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "media", "kind": .text(kind), "bytes": 70_000]])
            let run = try await box.generate()
            #expect(run.code == 0, "\(run)")
            let ranges = try await emulator.requests("GET", to: "media").map { $0["range"] }
            // A reset may lose what was on its way.
            let second = ranges.last?.text ?? "none"
            #expect(ranges.count == 2 && ranges[0] == .null && second.hasPrefix("bytes="), "\(ranges)")
            if kind == "truncate" { #expect(second == "bytes=70000-") }
        }
    }

    @Test("A host that ignores the range sends the whole file, and it is right")
    func ignoredRange() async throws {
        try await withService { emulator, box in
            try await emulator.order([
                ["on": "media", "kind": "truncate", "bytes": 70_000], ["on": "media", "kind": "ignore_range"],
            ])
            let run = try await box.generate()
            #expect(run.code == 0, "\(run)")
            let name = try #require(files(in: box.videos).first)
            #expect(run.last["samples"][0]["bytes"] == .number(Double(contents(box.videos + "/" + name).count)))
        }
    }

    @Test("For a link that has expired the service is asked once more")
    func expiredOnce() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "media", "kind": "expired"]])
            let run = try await box.generate()
            #expect(run.code == 0, "\(run)")
            let requests = try await emulator.requests
            let first = requests.firstIndex { $0["origin"] == "media" } ?? requests.endIndex
            #expect(requests[first...].map { $0["origin"] } == ["media", "api", "media"])
        }
    }

    @Test(
        "A video that cannot be had ends with 74, its task is named, and no file is left",
        arguments: [
            (["kind": "expired"], "result_expired"), (["kind": "not_found"], "result_expired"),
            (["kind": "redirect", "location": "http://169.254.169.254/latest/meta-data"], "download_failed"),
            (["kind": "redirect", "location": "http://10.0.0.1/"], "download_failed"),
            (["kind": "redirect", "location": "file:///etc/passwd"], "download_failed"),
            (["kind": "redirect", "location": "http://[::ffff:a9fe:a9fe]/"], "download_failed"),
            (["kind": "redirect", "location": "?", "status": 307], "result_expired"),
            (["kind": "error_page"], "not_a_video"), (["kind": "mp4_type_html"], "not_a_video"),
            (["kind": "error_page", "status": 500], "download_failed"), (["kind": "reset"], "download_failed"),
        ] as [(Value, String)])
    func hopeless(fault: Value, code: String) async throws {
        try await withService { emulator, box in
            try await emulator.order([fault.on("media", times: -1)])
            let run = try await box.generate(within: 150)
            #expect(run.code == 74 && run.last["code"].text == code, "\(run)")
            #expect(run.last["task"] == run.event("submitted")["task"] && run.last["task"] != .null)
            #expect(run.errors.contains(try await emulator.ledger[0]["task_id"].text ?? "?"))
            #expect(files(in: box.videos).isEmpty)
            #expect(!run.output.contains("signature=") && !run.errors.contains("signature="))
        }
    }

    @Test("A redirect to the video is followed, without the key")
    func redirect() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "poll", "kind": "slow", "delay": 2]])
            let run = try box.start(box.job())
            let hasPolled = try await eventually(within: 20) { try await emulator.requests("GET").count == 1 }
            #expect(hasPolled)
            let id = try await emulator.ledger[0]["task_id"].text ?? ""
            var url: String?
            _ = try await eventually(within: 20) {
                url = try await emulator.poll(id)["videos"][0]["video_url"].text
                return url != nil
            }
            try await emulator.order([["on": "media", "kind": "redirect", "location": .text(try #require(url))]])
            let finished = try await run.finished()
            #expect(finished.code == 0, "\(finished)")
            let requests = try await emulator.requests("GET", to: "media")
            #expect(requests.map { $0["status"] } == [302, 200])
            #expect(requests.allSatisfy { $0["authorized"] == false && $0["cookie"] == false })
        }
    }

    @Test("One of several that fails does not cost the others")
    func oneOfSeveral() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "media", "kind": "redirect", "location": "http://169.254.169.254/"]])
            let run = try await box.generate("--samples", "3")
            #expect(run.code == 0, "\(run)")
            let outcomes = run.last["samples"].items.map { $0["outcome"].text ?? "" }
            #expect(outcomes.sorted() == ["delivered", "delivered", "failed"])
            #expect(files(in: box.videos).count == 2)
        }
    }

    @Test("A name that is taken while the video is made is not overwritten, and the video gets a spare one")
    func takenMeanwhile() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "poll", "kind": "slow", "delay": 1]])
            let path = box.folder + "/ship.mp4"
            let run = try box.start(box.job(["--output", path]))
            try await run.said("submitted")
            try Data("mine".utf8).write(to: URL(filePath: path))
            let finished = try await run.finished()
            #expect(finished.code == 0 && finished.last["event"] == "delivered", "\(finished)")
            #expect(contents(path) == Data("mine".utf8) && files(in: box.folder).count == 2)
        }
    }

    @Test("A connection that goes silent is given up after a minute, and the rest is fetched")
    func stall() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "media", "kind": "stall", "bytes": 70_000]])
            let run = try await box.generate(within: 150)
            #expect(run.code == 0, "\(run)")
            #expect(try await emulator.requests("GET", to: "media").last?["range"] == "bytes=70000-")
        }
    }
}

extension Value {
    /// A fault of this kind at a place.
    func on(_ place: String, times: Int? = nil) -> Value {
        guard case .object(var members) = self else { return self }
        members["on"] = .text(place)
        if let times { members["times"] = .number(Double(times)) }
        return .object(members)
    }
}
