// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("A whole job", .needsEmulator)
struct WholeJobTests {
    @Test("Every option that is set arrives at the service, under its name and with its type")
    func allOptions() async throws {
        try await withService { emulator, box in
            let run = try await box.run([
                "generate", "A \"quoted\" ship,\nsails é 🚢", "--image", box.image, "--model", "highway/veo-3.1-lite",
                "--duration", "6", "--resolution", "720p", "--aspect-ratio", "9:16", "--samples", "2", "--audio",
                "--negative-prompt", "no rain", "--seed", "0", "--person-generation", "dont_allow", "--json",
                "--output",
                box.videos,
            ])
            #expect(run.code == 0, "\(run)")
            let entry = try #require(try await emulator.ledger.first)
            let body: Value = [
                "prompt": "A \"quoted\" ship,\nsails é 🚢", "duration": 6, "resolution": "720p", "aspect_ratio": "9:16",
                "sample_count": 2, "generate_audio": true, "negative_prompt": "no rain", "seed": 0,
                "person_generation": "dont_allow",
            ]
            #expect(entry["body"] == body)
            #expect(entry["model"] == "veo-3.1-lite-i2v")
            let image = contents(box.image)
            #expect(entry["image"]["bytes"] == .number(Double(image.count)))
            let planned = try await box.run(["plan", "x", "--image", box.image, "--json"])
            #expect(entry["image"]["sha256"] == planned.last["candidates"][0]["request"]["body"]["image"]["sha256"])
            for name in files(in: box.videos) {
                let video = try #require(MP4(box.videos + "/" + name))
                #expect(video.width == 720 && video.height == 1280 && video.hasAudio)
                #expect((video.duration - 6).magnitude < 0.2)
            }
            #expect(files(in: box.videos).count == 2)
        }
    }

    @Test("Without options only the image and the prompt are sent, and the service's defaults are told")
    func noOptions() async throws {
        try await withService { emulator, box in
            let run = try await box.run(["generate", "A ship", "--image", box.image, "--json"])
            #expect(run.code == 0, "\(run)")
            let entry = try #require(try await emulator.ledger.first)
            #expect(entry["body"] == ["prompt": "A ship"])
            #expect(entry["image"]["bytes"] == .number(Double(contents(box.image).count)))
            let options: Value = [
                "duration": 8, "resolution": "720p", "aspect_ratio": "16:9", "samples": 1, "audio": false,
                "person_generation": "allow_adult",
            ]
            #expect(run.event("planned")["options"] == options)
        }
    }

    @Test("JSON lines come in order, with the keys of the contract, and nothing else is on standard output")
    func lines() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "poll", "kind": "unknown_word", "times": 2]])
            let run = try await box.generate()
            #expect(run.code == 0, "\(run)")
            #expect(run.output.hasSuffix("}\n"))
            #expect(!run.output.contains("\u{1B}") && !run.errors.contains("\u{1B}"))
            let order = ["planned", "submitted", "status", "delivered"]
            #expect(run.names.allSatisfy(order.contains), "\(run.names)")
            let places = run.names.compactMap(order.firstIndex)
            #expect(places == places.sorted() && Set(places).count == 4, "\(run.names)")

            let planned = run.event("planned")
            let plannedKeys = [
                "event", "model", "recipient", "synthetic", "options", "adjustments", "advisories", "cost", "rejected",
            ]
            #expect(planned.keys.isSuperset(of: plannedKeys))
            #expect(planned["model"] == "highway/veo-3.1-lite" && planned["synthetic"] == false)
            #expect(planned["recipient"]["host"] == "127.0.0.1" && planned["recipient"]["vendor"].text != nil)
            #expect(planned["rejected"] == [] && planned["adjustments"] == [])

            let submitted = run.event("submitted")
            let task = try #require(submitted["task"].text)
            #expect(submitted["remote_id"] == (try await emulator.ledger[0]["task_id"]))
            #expect(submitted["model"] == "highway/veo-3.1-lite")

            let status = run.event("status")
            #expect(status.keys.isSuperset(of: ["event", "task", "state", "progress", "raw"]))
            #expect(["queued", "running"].contains(status["state"]) && status["task"].text == task)
            #expect(status["raw"] == "TASK_STATUS_WARMING_UP")

            let delivered = run.event("delivered")
            #expect(delivered.keys.isSuperset(of: ["event", "task", "model", "samples", "attempts", "cost"]))
            #expect(delivered["task"].text == task && delivered["attempts"] == 1)
            let sample = delivered["samples"][0]
            let sampleKeys = [
                "index", "outcome", "path", "bytes", "sha256", "duration", "width", "height", "reason",
            ]
            #expect(sample.keys.isSuperset(of: sampleKeys))
            let path = try #require(sample["path"].text)
            #expect(path == box.videos + "/" + task + ".mp4")
            #expect(sample["index"] == 0 && sample["outcome"] == "delivered" && sample["reason"] == .null)
            #expect(sample["bytes"] == .number(Double(contents(path).count)))
            #expect(sample["duration"] == 4 && sample["width"] == 1280 && sample["height"] == 720)
        }
    }

    @Test("For people, standard output has the path alone, and standard error the words")
    func words() async throws {
        try await withService { emulator, box in
            let run = try await box.run(["generate", "A ship", "--image", box.image, "--duration", "4"])
            #expect(run.code == 0, "\(run)")
            let names = files(in: box.folder)
            #expect(names.count == 1)
            #expect(run.output.hasSuffix((names.first ?? "?") + "\n") && run.output.split(separator: "\n").count == 1)
            let id = try await emulator.ledger[0]["task_id"].text ?? "?"
            for word in ["highway/veo-3.1-lite", "127.0.0.1", id, "1280x720"] { #expect(run.errors.contains(word)) }
        }
    }

    @Test("What was delivered is the service's file, byte for byte")
    func sameBytes() async throws {
        try await withService { _, box in
            let first = try await box.generate("--audio")
            let second = try await box.generate("--audio")
            #expect(first.code == 0 && second.code == 0, "\(first) \(second)")
            let (one, two) = (first.last["samples"][0], second.last["samples"][0])
            #expect(one["sha256"] == two["sha256"] && one["path"] != two["path"])
            #expect(contents(one["path"].text ?? "") == contents(two["path"].text ?? ""))
            #expect(MP4(one["path"].text ?? "")?.hasAudio == true)
        }
    }
}
