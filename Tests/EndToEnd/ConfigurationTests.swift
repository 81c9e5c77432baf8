// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("Keys, addresses and costs", .needsEmulator)
struct ConfigurationTests {
    @Test("Without a key the command ends with 77 and names the variable")
    func missingKey() async throws {
        try await withService { emulator, box in
            let run = try await box.generate(environment: ["HIGHWAY_API_KEY": ""])
            #expect(run.code == 77 && run.last["code"] == "authentication" && run.last["task"] == .null, "\(run)")
            #expect(run.last["message"].text?.contains("HIGHWAY_API_KEY") == true)
            #expect(run.errors.contains("HIGHWAY_API_KEY"))
            #expect(try await emulator.requests.isEmpty)
        }
    }

    @Test("A key that the service refuses ends with 77, after one request")
    func refusedKey() async throws {
        try await withService { emulator, box in
            let run = try await box.generate(environment: ["HIGHWAY_API_KEY": "another-key"])
            #expect(run.code == 77 && run.last["code"] == "authentication" && run.last["task"] == .null, "\(run)")
            #expect(try await emulator.requests.count == 1)
            #expect(try await emulator.ledger.isEmpty)
            #expect(!run.output.contains("another-key") && !run.errors.contains("another-key"))
        }
    }

    @Test(
        "A key comes from its variable or from a file, without the line break at its end",
        arguments: ["variable", "variable\n", "file", "file\n", "both", "home"])
    func keyForms(form: String) async throws {
        try await withService { emulator, box in
            // Outside the sandbox, which is searched for the key afterwards.
            let folder = try makeFolder("key")
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let path = folder + "/key"
            let text = form == "both" ? "wrong" : Canary.key + (form == "file" ? "" : "\r\n")
            try Data(text.utf8).write(to: URL(filePath: path))
            var variables = ["HIGHWAY_API_KEY": ""]
            if form != "variable" && form != "variable\n" { variables["HIGHWAY_API_KEY_FILE"] = path }
            if form == "variable" || form == "both" { variables["HIGHWAY_API_KEY"] = Canary.key }
            if form == "variable\n" { variables["HIGHWAY_API_KEY"] = " \(Canary.key) \n" }
            let run = try await box.generate("--detach", environment: variables)
            #expect(run.code == 0, "\(run)")
            #expect(try await emulator.ledger.count == 1)
        }
    }

    @Test(
        "A key that cannot be one is refused before anything is sent, by the name of its variable and without its text",
        arguments: [("HIGHWAY_API_KEY", "two\nlines"), ("HIGHWAY_API_KEY", "  "), ("HIGHWAY_API_KEY", "ké")])
    func badKey(name: String, value: String) async throws {
        try await withService { emulator, box in
            let run = try await box.generate(environment: [name: value])
            #expect(run.code == 77 && run.last["message"].text?.contains(name) == true, "\(run)")
            #expect(!run.output.contains("lines") && !run.errors.contains("ké"))
            #expect(try await emulator.requests.isEmpty)
        }
    }

    @Test("A key file that cannot be read is wrong configuration", arguments: ["/nowhere/key", "/"])
    func badKeyFile(path: String) async throws {
        try await withService { emulator, box in
            let run = try await box.generate(environment: ["HIGHWAY_API_KEY": "", "HIGHWAY_API_KEY_FILE": path])
            #expect(run.code == 78 && run.last["code"] == "configuration", "\(run)")
            #expect(run.last["message"].text?.contains("HIGHWAY_API_KEY_FILE") == true)
            #expect(try await emulator.requests.isEmpty)
        }
    }

    @Test("A key is never an argument", arguments: ["--key", "--api-key", "--highway-api-key", "--token"])
    func keyArgument(name: String) async throws {
        try await withService { emulator, box in
            let run = try await box.generate(name, "argument-key", environment: ["HIGHWAY_API_KEY": ""])
            #expect(run.code == 64, "\(run)")
            let joined = try await box.generate(name + "=argument-key", environment: ["HIGHWAY_API_KEY": ""])
            #expect(joined.code == 64, "\(joined)")
            #expect(try await emulator.requests.isEmpty)
        }
    }

    @Test(
        "A base URL that is none, or that would carry the key in the open, is refused with 78",
        arguments: [
            "http://api.highwayapi.ai", "http://10.0.0.1", "http://127.0.0.1.evil.example", "http://0.0.0.0:1",
            "nonsense",
            "ftp://api.highwayapi.ai", "https://user@api.highwayapi.ai", "https://api.highwayapi.ai/?a=b", "https://",
            "https://a b", "file:///etc/passwd", "https://api.highwayapi.ai\nx",
        ])
    func baseURL(text: String) async throws {
        try await withoutService { box in
            for command in ["generate", "plan"] {
                let run = try await box.run(
                    [command, "A ship", "--image", box.image, "--json"], environment: ["HIGHWAY_BASE_URL": text])
                #expect(run.code == 78 && run.last["code"] == "configuration", "\(run)")
                #expect(run.last["message"].text?.contains("HIGHWAY_BASE_URL") == true)
            }
        }
    }

    @Test(
        "Other settings that cannot be understood are refused with 78, by name",
        arguments: [
            ("VIDEOGEN_TRUSTED_HOSTS", "http://a"), ("VIDEOGEN_TRUSTED_HOSTS", "*"), ("VIDEOGEN_PROXY", "nonsense:"),
            ("VIDEOGEN_POLL_INTERVAL", "soon"), ("VIDEOGEN_POLL_INTERVAL", "0"), ("VIDEOGEN_STORE", "nonsense"),
        ])
    func settings(name: String, value: String) async throws {
        try await withoutService { box in
            let run = try await box.generate(environment: [name: value])
            #expect(run.code == 78 && run.last["message"].text?.contains(name) == true, "\(run)")
        }
    }

    @Test("A ceiling of cost refuses a model of unknown price with 64, unless that is allowed")
    func cost() async throws {
        try await withService { emulator, box in
            let refused = try await box.generate("--max-cost", "0.5")
            #expect(refused.code == 64 && refused.last["code"] == "over_budget", "\(refused)")
            #expect(refused.last["message"].text?.contains("--allow-unknown-cost") == true)
            #expect(try await emulator.requests.isEmpty)
            let allowed = try await box.generate("--max-cost", "0.5", "--allow-unknown-cost", "--detach")
            #expect(allowed.code == 0, "\(allowed)")
            #expect(try await emulator.ledger.count == 1)
        }
    }
}
