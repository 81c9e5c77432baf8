// SPDX-License-Identifier: Apache-2.0
import Testing

@Suite("Options that a model does not have as asked", .needsEmulator)
struct NegotiationTests {
    @Test("A duration that is not offered is refused with 64, naming those that are")
    func refusal() async throws {
        try await withService { emulator, box in
            for arguments in [["--duration", "5"], ["--duration", "5", "--on-unsupported", "fail"]] {
                let run = try await box.run(["generate", "A ship", "--image", box.image, "--json"] + arguments)
                #expect(
                    run.code == 64 && run.last["code"] == "unsupported_option" && run.last["task"] == .null, "\(run)")
                #expect(run.last["retryable"] == false)
                for allowed in ["4", "6", "8"] { #expect(run.last["message"].text?.contains(allowed) == true) }
            }
            #expect(try await emulator.requests.isEmpty)
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var arguments: [String]
        /// What is sent besides image and prompt.
        var body: [String: Value]
        /// `option requested applied` of each adjustment.
        var adjustments: [Value] = []

        var testDescription: String { arguments.joined(separator: " ") }
    }

    @Test(
        "What is sent, and what is told to have changed",
        arguments: [
            Case(
                arguments: ["--duration", "5", "--on-unsupported", "nearest"], body: ["duration": 4],
                adjustments: [["duration", 5, 4]]),
            Case(
                arguments: ["--duration", "7.2", "--on-unsupported", "duration=nearest"], body: ["duration": 8],
                adjustments: [["duration", 7.2, 8]]),
            Case(
                arguments: ["--duration", "5", "--on-unsupported", "drop"], body: [:],
                adjustments: [["duration", 5, 8]]),
            Case(
                arguments: ["--aspect-ratio", "1:3", "--on-unsupported", "aspect-ratio=nearest"],
                body: ["aspect_ratio": "9:16"], adjustments: [["aspect_ratio", "1:3", "9:16"]]),
            Case(
                arguments: ["--option", "style=noir", "--on-unsupported", "style=drop", "--duration", "4"],
                body: ["duration": 4], adjustments: [["style", "noir", nil]]),
            Case(
                arguments: ["--resolution", "1080x1920", "--duration", "4"],
                body: ["resolution": "1080p", "aspect_ratio": "9:16", "duration": 4]),
            Case(
                arguments: ["--resolution", "1280x720", "--aspect-ratio", "16:9"],
                body: ["resolution": "720p", "aspect_ratio": "16:9"]),
            Case(
                arguments: ["--aspect-ratio", "match"], body: ["aspect_ratio": "16:9"],
                adjustments: [["aspect_ratio", "match", "16:9"]]),
            Case(arguments: ["--duration", "6.0"], body: ["duration": 6]),
            Case(arguments: ["--no-audio", "--samples", "1"], body: ["generate_audio": false, "sample_count": 1]),
            Case(arguments: ["--seed", "4294967295"], body: ["seed": 4_294_967_295]),
            Case(arguments: ["--negative-prompt", "--audio"], body: ["negative_prompt": "--audio"]),
            Case(arguments: ["--option", "seed=7"], body: ["seed": 7]),
        ])
    func mapping(example: Case) async throws {
        try await withService { emulator, box in
            let run = try await box.run(
                ["generate", "A ship", "--image", box.image, "--json", "--detach"] + example.arguments)
            #expect(run.code == 0, "\(run)")
            var body = example.body
            body["prompt"] = "A ship"
            #expect(try await emulator.ledger[0]["body"] == .object(body))
            let adjustments = run.event("planned")["adjustments"].items
            #expect(
                adjustments.map { [$0["option"], $0["requested"], $0["applied"]] as Value } == example.adjustments)
            #expect(adjustments.allSatisfy { $0["reason"].text?.isEmpty == false })
        }
    }

    @Test(
        "A wish that nothing can grant is refused with 64, and nothing is sent",
        arguments: [
            ["--resolution", "1280x720", "--aspect-ratio", "9:16"], ["--resolution", "720x720"],
            ["--resolution", "4k"], ["--aspect-ratio", "1:1"], ["--samples", "5"], ["--samples", "0"],
            ["--seed", "-1"], ["--seed", "4294967296"], ["--person-generation", "allow_all"],
            ["--option", "style=noir"], ["--option", "style"], ["--option", "seed=1", "--seed", "1"],
            ["--model", "highway/nothing"], ["--on-unsupported", "perhaps"], ["--duration", "long"],
            ["--duration", "nan"], ["--samples", "many"], ["--no-such-option"], ["more", "words"],
        ])
    func refused(arguments: [String]) async throws {
        try await withService { emulator, box in
            let run = try await box.run(["generate", "A ship", "--image", box.image, "--json"] + arguments)
            #expect(run.code == 64, "\(run)")
            #expect(!run.errors.isEmpty)
            #expect(run.names.allSatisfy { $0 == "failed" }, "\(run)")
            #expect(try await emulator.requests.isEmpty)
        }
    }

    @Test("An aspect ratio cannot match an image that nobody here fetches")
    func matchURL() async throws {
        try await withService { emulator, box in
            let run = try await box.run([
                "generate", "A ship", "--image", "https://images.example/a.png", "--aspect-ratio", "match", "--json",
            ])
            #expect(run.code == 64 && run.last["code"] == "unsupported_option", "\(run)")
            #expect(try await emulator.requests.isEmpty)
        }
    }

    @Test("What is allowed and yet surprising is told as an advisory")
    func advisories() async throws {
        try await withService { _, box in
            let run = try await box.run(box.job(["--resolution", "1080p", "--detach"]))
            #expect(run.code == 0, "\(run)")
            #expect(run.event("planned")["advisories"].items.map { $0["code"] } == ["full_hd_short"])
        }
    }
}
