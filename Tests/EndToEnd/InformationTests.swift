// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("What the command says about itself and its models", .needsEmulator)
struct InformationTests {
    @Test("A model that is not there is told with each name that is, once", arguments: ["models", "capabilities"])
    func unknownModel(command: String) async throws {
        try await withoutService { box in
            let run = try await box.run([command, "fal/veo-3"])
            #expect(run.code == 64, "\(run)")
            let known = try #require(run.errors.firstMatch(of: /Known: ([^ ]+(?:, [^ ]+)*)\. Some services/), "\(run)")
            let names = known.1.split(separator: ", ")
            #expect(names.contains("fal/veo-3.1-lite") && Set(names).count == names.count, "\(run)")
        }
    }

    @Test("Descriptors are an array, under the model's name or its alias", arguments: ["models", "capabilities"])
    func descriptors(command: String) async throws {
        try await withoutService { box in
            for name in [[], ["highway/veo-3.1-lite"], ["highway/veo-3.1-lite-i2v"]] {
                let run = try await box.run([command, "--json"] + name)
                #expect(run.code == 0 && run.events.count == 1, "\(run)")
                let descriptor = try #require(run.last.items.first { $0["vendor"] == "Highway" })
                #expect(descriptor["mode"] == "first_frame" && descriptor["synthetic"] == false)
                #expect(descriptor["inputs"][0]["media_types"] == ["image/jpeg", "image/png"])
                #expect(descriptor["options"].items.map { $0["name"] }.contains("duration"))
            }
            let table = try await box.run([command])
            #expect(table.code == 0 && table.output.contains("highway/veo-3.1-lite") && table.errors.isEmpty)
            let unknown = try await box.run([command, "nobody/nothing", "--json"])
            #expect(unknown.code == 64, "\(unknown)")
        }
    }

    @Test(
        "Models are found by what they support",
        arguments: [
            (["duration=8"], 1), (["duration=5"], 0), (["aspect_ratio=9:16"], 1), (["aspect-ratio=9:16"], 1),
            (["audio=true"], 1), (["samples=4", "seed=0"], 1), (["samples=4", "seed=-1"], 0), (["style=noir"], 0),
            (["negative_prompt=fog"], 1), (["resolution=4k"], 0),
        ])
    func supports(filters: [String], count: Int) async throws {
        try await withoutService { box in
            let run = try await box.run(["models", "--json"] + filters.flatMap { ["--supports", $0] })
            #expect(run.code == 0, "\(run)")
            #expect(run.last.items.filter { $0["vendor"] == "Highway" }.count == count)
        }
    }

    @Test("Another description of a model is compared with ours, and every difference is told")
    func compare() async throws {
        try await withoutService { box in
            let ours = try await box.run(["models", "--json"])
            let path = try box.write(Data(ours.output.utf8), to: "same.json")
            let same = try await box.run(["models", "--compare", path, "--json"])
            #expect(same.code == 0 && same.last == [], "\(same)")
            let text = ours.output.replacing("1080p", with: "2160p")
            let other = try box.write(Data(text.utf8), to: "other.json")
            let run = try await box.run(["models", "--compare", other, "--json"])
            #expect(run.last.items.contains { $0["subject"] == "resolution" }, "\(run)")
            let words = try await box.run(["models", "--compare", other])
            #expect(words.output.contains("here   720p or 1080p") && words.output.contains("there  720p or 2160p"))
            #expect(try await box.run(["models", "--compare", box.image]).code == 64)
            #expect(try await box.run(["models", "--compare", box.root + "/none.json"]).code == 66)
        }
    }

    @Test("The doctor says whether the key and the programs are there, and goes online only when told")
    func doctor() async throws {
        try await withService { emulator, box in
            for arguments in [["doctor"], ["doctor", "--json"], ["doctor", "--json", "--online"]] {
                let run = try await box.run(arguments)
                #expect(run.code == 0, "\(run)")
                for word in ["curl", "store", "ffmpeg", "present"] { #expect(run.output.contains(word), "\(run)") }
                if arguments.contains("--json") { #expect(run.events.count == 1 && run.last != .null) }
                let requests = try await emulator.requests
                #expect(requests.isEmpty != arguments.contains("--online"))
                #expect(requests.allSatisfy { $0["authorized"] == false })
            }
            let keyless = try await box.run(["doctor"], environment: ["HIGHWAY_API_KEY": ""])
            #expect(keyless.code == 0 && keyless.output.contains("HIGHWAY_API_KEY"), "\(keyless)")
        }
    }

    @Test("The doctor tells a host that cannot be reached from configuration that is wrong")
    func ill() async throws {
        try await withoutService { box in
            let offline = try await box.run(["doctor", "--online"])
            #expect(offline.code == 69 && offline.output.contains("127.0.0.1"), "\(offline)")
            let wrong = try await box.run(["doctor"], environment: ["HIGHWAY_API_KEY": "two words"])
            #expect(wrong.code == 78 && !wrong.output.contains("two words"), "\(wrong)")
            let url = try await box.run(["doctor"], environment: ["HIGHWAY_BASE_URL": "nonsense"])
            #expect(url.code == 78 && url.output.contains("HIGHWAY_BASE_URL"), "\(url)")
        }
    }

    @Test(
        "Help is on standard output; what is not understood is a usage error",
        arguments: [
            (["--version"], 0), (["--help"], 0), (["help", "generate"], 0), (["generate", "--help"], 0),
            (["nonsense"], 64), (["generate"], 64), (["plan"], 64), (["models", "--nonsense"], 64),
        ] as [([String], Int32)])
    func usage(arguments: [String], code: Int32) async throws {
        try await withoutService { box in
            let run = try await box.run(arguments)
            #expect(run.code == code, "\(run)")
            #expect((code == 0 ? run.errors : run.output).isEmpty)
            #expect(!(code == 0 ? run.output : run.errors).isEmpty)
        }
    }

    @Test("Proxies, .netrc, .curlrc and a key log in the surroundings change nothing")
    func hostile() async throws {
        try await withService { emulator, box in
            for (name, text) in [
                (".netrc", "default login intruder password intruder\n"),
                (".curlrc", "proxy = http://127.0.0.1:9\nheader = \"Cookie: intruder=1\"\nuser-agent = intruder\n"),
            ] {
                try Data(text.utf8).write(to: URL(filePath: box.home + "/" + name))
            }
            var variables = ["CURL_HOME": box.home, "NETRC": box.home + "/.netrc", "SSLKEYLOGFILE": box.root + "/log"]
            for name in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
                variables[name] = "http://127.0.0.1:9"
            }
            let before = files(in: box.home)
            let run = try await box.generate(environment: variables)
            #expect(run.code == 0, "\(run)")
            let requests = try await emulator.requests
            #expect(requests.allSatisfy { $0["cookie"] == false })
            #expect(requests.allSatisfy { ($0["origin"] == "api") == ($0["authorized"] == true) })
            #expect(files(in: box.home) == before && contents(box.root + "/log").isEmpty)
        }
    }
}
