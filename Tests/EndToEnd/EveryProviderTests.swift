// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("Every provider", .needsEmulator)
struct EveryProviderTests {
    /// The models of all services that the emulator stands in for, each in the mode of a first frame.
    static let models = [
        "highway/veo-3.1-lite", "fal/veo-3.1-lite", "vertex/veo-3.1-lite", "openrouter/google/veo-3.1-lite",
        "openai/sora-2",
    ]

    /// A sandbox in which all of them are at the emulator.
    private func configured(_ box: Sandbox) -> Sandbox {
        var box = box
        box.environment = [
            "FAL_BASE_URL": box.api, "FAL_API_KEY": Canary.key,
            "VERTEX_BASE_URL": box.api + "/v1/projects/studio/locations/us-central1", "VERTEX_API_KEY": Canary.key,
            "VERTEX_STORAGE_URI": "gs://studio-videos/today/",
            "OPENROUTER_BASE_URL": box.api + "/api/v1", "OPENROUTER_API_KEY": Canary.key,
            "OPENAI_BASE_URL": box.api + "/v1", "OPENAI_API_KEY": Canary.key, "OPENAI_MODELS": "sora-2",
        ]
        return box
    }

    @Test("One request is made by each of them, the name of the model being the difference", arguments: models)
    func oneRequest(model: String) async throws {
        try await withService { emulator, box in
            let box = configured(box)
            let run = try await box.generate(
                "--resolution", "720p", "--aspect-ratio", "16:9", "--samples", "1", "--model", model)
            #expect(run.code == 0, "\(run)")
            #expect(run.last["event"] == "delivered" && run.last["model"].text == model)
            let path = try #require(run.last["samples"][0]["path"].text)
            let video = try #require(MP4(path))
            #expect(video.width == 1280 && video.height == 720)
            #expect((video.duration - 4).magnitude < 0.2)
            #expect(try await emulator.ledger.count == 1)
        }
    }

    @Test("The image arrives at each of them as it was given", arguments: models)
    func image(model: String) async throws {
        try await withService { emulator, box in
            let box = configured(box)
            let run = try await box.generate("--model", model)
            #expect(run.code == 0, "\(run)")
            let entry = try #require(try await emulator.ledger.first)
            #expect(entry["image"]["bytes"] == .number(Double(contents(box.image).count)), "\(entry)")
        }
    }

    @Test("A plan shows what each of them would be sent, without a key and a network", arguments: models)
    func plan(model: String) async throws {
        try await withoutService { box in
            var box = configured(box)
            for name in box.environment.keys where name.hasSuffix("_API_KEY") && !name.hasPrefix("OPENAI") {
                box.environment[name] = ""
            }
            let run = try await box.run(
                ["plan", "A ship", "--image", box.image, "--model", model, "--duration", "4", "--json"],
                environment: ["HIGHWAY_API_KEY": ""])
            let candidate = run.last["candidates"][0]
            #expect(run.code == 0 || candidate["verdict"] == "not_configured", "\(run)")
            #expect(candidate["request"]["method"] == "POST", "\(run)")
            #expect(!run.output.contains(Canary.key))
        }
    }

    @Test("A key that the service refuses is told as that, and nothing is submitted", arguments: models)
    func badKey(model: String) async throws {
        try await withService { emulator, box in
            var box = configured(box)
            let keys = ["HIGHWAY_API_KEY"] + box.environment.keys.filter { $0.hasSuffix("_API_KEY") }
            for key in keys { box.environment[key] = "another-key-0123456789" }
            let run = try await box.generate("--model", model)
            #expect(run.code == 77 && run.last["code"] == "authentication", "\(run)")
            #expect(try await emulator.ledger.isEmpty)
        }
    }

    @Test("A submission whose answer is lost is made once by each of them", arguments: models)
    func lost(model: String) async throws {
        try await withService { emulator, box in
            let box = configured(box)
            try await emulator.order([["on": "submit", "kind": "reset_after_read"]])
            let run = try await box.generate("--model", model)
            #expect(run.code == 79, "\(run)")
            #expect(try await emulator.ledger.count == 1)
        }
    }

    @Test("A failed task ends as one, whatever the service's word for it is", arguments: models)
    func failed(model: String) async throws {
        try await withService { emulator, box in
            let box = configured(box)
            let places = model.hasPrefix("fal") ? ["poll", "result"] : ["poll"]
            try await emulator.order(places.map { ["on": .text($0), "kind": "failed", "times": 50] })
            let run = try await box.generate("--model", model)
            #expect(run.code == 1 && run.last["event"] == "failed", "\(run)")
        }
    }

    @Test("What a lost submission may have become is found in the service's list, and followed")
    func search() async throws {
        try await withService { emulator, box in
            let box = configured(box)
            try await emulator.order([["on": "submit", "kind": "reset_after_read"]])
            let lost = try await box.generate("--model", "openai/sora-2")
            let task = try #require(lost.event("submission_unknown")["task"].text)
            let found = try await box.run(["tasks", "resolve", task, "--search", "--json"])
            #expect(found.code == 0, "\(found)")
            let candidates = found.last["candidates"].items
            let id = try #require(candidates.first?["remote_id"].text)
            #expect(candidates.count == 1)
            let resolved = try await box.run(["tasks", "resolve", task, "--remote-id", id, "--json"])
            #expect(resolved.code == 0, "\(resolved)")
            let waited = try await box.run(["tasks", "wait", task, "--json"])
            #expect(waited.code == 0 && waited.last["event"] == "delivered", "\(waited)")
            #expect(try await emulator.ledger.count == 1)
        }
    }

    @Test("A task is stopped at a service that can do that, and ends as cancelled")
    func cancel() async throws {
        // One at which everything waits for long, so that no task is over before it is stopped.
        let emulator = try await Emulator(["--queue-seconds", "600"])
        let box = configured(try Sandbox(api: emulator.api))
        defer { try? FileManager.default.removeItem(atPath: box.root) }
        let detached = try await box.generate("--model", "fal/veo-3.1-lite", "--detach")
        let task = try #require(detached.last["task"].text)
        let run = try await box.run(["tasks", "cancel", task, "--json"])
        #expect(run.code == 0, "\(run)")
        let waited = try await box.run(["tasks", "wait", task, "--json"])
        #expect(waited.code == 1 && waited.last["code"] == "cancelled", "\(waited)")
        let shown = try await box.run(["tasks", "show", task, "--json"])
        #expect(shown.last["state"] == "cancelled", "\(shown)")
    }
}
