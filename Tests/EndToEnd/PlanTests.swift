// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("A plan", .needsEmulator)
struct PlanTests {
    @Test("It needs no network and no key, and says what would be sent")
    func offline() async throws {
        try await withoutService { box in
            let arguments = ["plan", "A ship", "--image", box.image, "--duration", "6", "--seed", "7", "--json"]
            let run = try await box.run(arguments)
            #expect(run.code == 0 && run.events.count == 1, "\(run)")
            #expect(run.last.keys == ["chosen", "reason", "candidates"])
            #expect(run.last["chosen"] == "highway/veo-3.1-lite")
            let candidate = run.last["candidates"][0]
            let keys = [
                "model", "verdict", "recipient", "synthetic", "options", "adjustments", "advisories", "violations",
                "cost",
                "request",
            ]
            #expect(candidate.keys.isSuperset(of: keys) && candidate["verdict"] == "capable")
            #expect(candidate["request"]["method"] == "POST")
            #expect(candidate["request"]["url"] == "http://127.0.0.1:1/v3/async/veo-3.1-lite-i2v")
            let body = candidate["request"]["body"]
            #expect(body["prompt"] == "A ship" && body["duration"] == 6 && body["seed"] == 7)
            #expect(body["image"]["bytes"] == .number(Double(contents(box.image).count)))
            #expect(body["image"]["sha256"].text?.count == 64 && body["image"].keys.count == 2)
            #expect(candidate["options"]["duration"] == 6 && candidate["options"]["audio"] == false)

            let keyless = try await box.run(arguments, environment: ["HIGHWAY_API_KEY": ""])
            #expect(keyless.code == 0 && keyless.last["chosen"] == .null, "\(keyless)")
            #expect(keyless.last["candidates"][0]["verdict"] == "not_configured")
            #expect(keyless.last["candidates"][0]["request"] == candidate["request"])
        }
    }

    @Test("Its body is the one that the service then gets")
    func sameBody() async throws {
        try await withService { emulator, box in
            let request = [
                "A ship", "--image", box.image, "--duration", "5", "--on-unsupported", "nearest", "--resolution",
                "720x1280", "--audio", "--negative-prompt", "fog \u{1} \u{202E}é", "--seed", "0", "--json",
            ]
            let planned = try await box.run(["plan"] + request)
            #expect(planned.code == 0, "\(planned)")
            #expect(try await emulator.requests.isEmpty)
            let run = try await box.run(["generate"] + request + ["--detach"])
            #expect(run.code == 0, "\(run)")
            let entry = try #require(try await emulator.ledger.first)
            guard case .object(var body) = planned.last["candidates"][0]["request"]["body"] else {
                throw Trouble("the plan has no body")
            }
            #expect(body.removeValue(forKey: "image") == entry["image"])
            #expect(.object(body) == entry["body"])
        }
    }

    @Test("What cannot be done is told with its reason and its exit code, and has no request")
    func incapable() async throws {
        try await withoutService { box in
            let run = try await box.run(["plan", "A ship", "--image", box.image, "--duration", "5", "--json"])
            #expect(run.code == 64 && run.last["chosen"] == .null, "\(run)")
            let candidate = run.last["candidates"][0]
            #expect(candidate["verdict"] == "incapable" && candidate["request"] == .null)
            #expect(candidate["violations"][0]["message"].text?.contains("4, 6") == true)
            let unknown = try await box.run(["plan", "A ship", "--model", "nobody/nothing", "--json"])
            #expect(unknown.code == 64 && unknown.last["code"] == "invalid_request", "\(unknown)")
            let costly = try await box.run(["plan", "A ship", "--image", box.image, "--max-cost", "1", "--json"])
            #expect(costly.code == 64, "\(costly)")
        }
    }

    @Test("For people it is a table with the body")
    func table() async throws {
        try await withoutService { box in
            let run = try await box.run(["plan", "A ship", "--image", box.image])
            #expect(run.code == 0 && run.errors.isEmpty, "\(run)")
            for word in ["highway/veo-3.1-lite", "chosen", "127.0.0.1", "\"prompt\":\"A ship\"", "\"sha256\""] {
                #expect(run.output.contains(word))
            }
        }
    }

    @Test("An image behind a URL is shown as its address")
    func url() async throws {
        try await withoutService { box in
            let run = try await box.run(["plan", "A ship", "--image", "https://images.example/a.png", "--json"])
            #expect(run.last["candidates"][0]["request"]["body"]["image"] == "https://images.example/a.png", "\(run)")
        }
    }
}
