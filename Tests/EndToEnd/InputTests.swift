// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("Images and prompts", .needsEmulator)
struct InputTests {
    @Test("A data: URI and standard input arrive as the same bytes as a file", arguments: ["data", "-"])
    func inline(form: String) async throws {
        try await withService { emulator, box in
            // Small: an argument has a size that the system limits.
            let image = Picture.png(width: 320, height: 180)
            let path = try box.write(image, to: "small.png")
            let argument = form == "-" ? "-" : "data:image/png;base64," + image.base64EncodedString()
            let run = try await box.run(
                ["generate", "A ship", "--image", argument, "--duration", "4", "--json"],
                input: FileHandle(forReadingAtPath: path))
            #expect(run.code == 0, "\(run)")
            let other = try await box.generate("--image", path)
            #expect(other.code == 0, "\(other)")
            let entries = try await emulator.ledger
            #expect(entries.count == 2 && entries[0]["image"] == entries[1]["image"])
            #expect(entries[0]["image"]["bytes"] == .number(Double(image.count)))
        }
    }

    @Test("A URL is passed on as it is, fetched by nobody here, and its signature is not printed")
    func url() async throws {
        try await withService { emulator, box in
            let url = "https://images.example/ship.png?X-Signature=" + Canary.signature
            let arguments = ["generate", "A ship", "--image", url, "--duration", "4", "--output", box.videos]
            for json in [["--json"], []] {
                let run = try await box.run(arguments + json)
                #expect(run.code == 0, "\(run)")
                #expect(!run.output.contains(Canary.signature) && !run.errors.contains(Canary.signature))
            }
            for entry in try await emulator.ledger { #expect(entry["image"] == ["url": .text(url)]) }
        }
    }

    @Test(
        "An input that is not acceptable is refused with 65 before anything is sent",
        arguments: ["GIF", "text", "large", "empty", "bad data", "bad URL"])
    func unacceptable(what: String) async throws {
        try await withService { emulator, box in
            let argument =
                switch what {
                case "GIF": try box.write(Picture.gif, to: "a.png")
                case "text": try box.write(Data("no image at all".utf8), to: "b.png")
                case "large": try box.write(Picture.png(width: 64, height: 64, padding: 21_100_000), to: "c.png")
                case "empty": try box.write(Data(), to: "d.png")
                case "bad data": "data:image/png;base64,***"
                default: "https://user:word@images.example/a.png"
                }
            for command in ["generate", "plan"] {
                let run = try await box.run([command, "A ship", "--image", argument, "--json"])
                #expect(run.code == 65, "\(run)")
                if command == "generate" { #expect(run.last["code"] == "invalid_input" && run.last["task"] == .null) }
                #expect(!run.errors.contains("word"), "a password was repeated")
            }
            #expect(try await emulator.requests.isEmpty)
        }
    }

    @Test(
        "An input that cannot be read is refused with 66 before anything is sent",
        arguments: ["missing.png", "/", "/dev/zero", "", "-"])
    func unreadable(path: String) async throws {
        try await withService { emulator, box in
            // Standard input is a folder here.
            let run = try await box.run(
                ["generate", "A ship", "--image", path, "--json"], input: FileHandle(forReadingAtPath: "/"))
            #expect(run.code == 66 && run.last["code"] == "unreadable_input" && run.last["task"] == .null, "\(run)")
            #expect(try await emulator.requests.isEmpty)
        }
    }

    @Test(
        "A blank prompt, and a request without the image that the model needs, are usage errors",
        arguments: ["", " \n\t", nil])
    func prompt(text: String?) async throws {
        try await withService { emulator, box in
            let run = try await box.run(
                ["generate", text ?? "A ship", "--json"] + (text == nil ? [] : ["--image", box.image]))
            #expect(run.code == 64 && run.last["code"] == "invalid_request", "\(run)")
            #expect(try await emulator.requests.isEmpty)
        }
    }

    @Test("A last frame is refused by a model that takes none")
    func lastImage() async throws {
        try await withService { emulator, box in
            let run = try await box.generate("--last-image", box.image)
            #expect(run.code == 64 && run.last["code"] == "unsupported_option", "\(run)")
            #expect(try await emulator.requests.isEmpty)
        }
    }
}
