// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("Surfaces that are paused or drained", .needsEmulator)
struct SurfacesTests {
    @Test("are given nothing until they are used again, and say why")
    func drained() async throws {
        try await withService { emulator, box in
            func surfaces(_ arguments: String...) async throws -> Finished {
                try await box.run(["surfaces"] + arguments + ["--json"])
            }
            let list = try await surfaces()
            #expect(list.code == 0 && list.last.items.contains { $0["target"] == "highway" && $0["state"] == "in_use" })
            let drained = try await surfaces("drain", "highway", "--reason", "the bill is due")
            #expect(drained.code == 0 && drained.last["state"] == "drained", "\(drained)")
            let refused = try await box.generate("--request-id", "order-1")
            #expect(refused.code == 69 && refused.last["code"] == "service_unavailable", "\(refused)")
            #expect(refused.last["message"].text?.contains("the bill is due") == true, "\(refused)")
            #expect(try await emulator.requests("POST").isEmpty)
            let found = try await surfaces("list").last.items.first { $0["target"] == "highway" }
            #expect(found?["state"] == "drained" && found?["reason"] == "the bill is due")
            #expect(try await surfaces("resume", "highway").code == 0)
            let run = try await box.generate("--request-id", "order-1")
            #expect(run.code == 0, "\(run)")
            #expect(try await emulator.requests("POST").count == 1)
        }
    }

    @Test("are asked nothing while they are paused, and deliver afterwards")
    func paused() async throws {
        try await withService { emulator, box in
            try await emulator.order([["on": "poll", "kind": "unknown_word", "times": 3]])
            #expect(try await box.run(["surfaces", "pause", "highway/veo-3.1-lite"]).code == 0)
            #expect(try await box.run(["surfaces", "drain", "highway/veo-3.1-lite"]).code == 0)
            #expect(try await box.generate("--detach").code == 69)
            #expect(try await box.run(["surfaces", "resume", "highway/veo-3.1-lite"]).code == 0)
            let id = try #require(try await box.generate("--detach").last["task"].text)
            #expect(try await box.run(["surfaces", "pause", "highway"]).code == 0)
            let asked = try await emulator.requests("GET").count
            let wait = try await box.run(["tasks", "wait", id, "--wait-timeout", "3", "--json"])
            #expect(wait.code == 75, "\(wait)")
            #expect(try await emulator.requests("GET").count == asked)
            #expect(try await box.run(["surfaces", "resume", "highway"]).code == 0)
            #expect(try await box.run(["tasks", "wait", id, "--json"]).code == 0)
            #expect(try await emulator.requests("POST").count == 1)
        }
    }

    @Test("have to be known", arguments: ["highwy", "highway/", "highway/veo-9"])
    func unknown(name: String) async throws {
        try await withoutService { box in
            let run = try await box.run(["surfaces", "pause", name, "--json"])
            #expect(run.code == 64 && run.last["message"].text?.contains("highway/veo-3.1-lite") == true, "\(run)")
        }
    }
}
