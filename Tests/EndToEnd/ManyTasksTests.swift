// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestServers
import Testing

@Suite("Tasks by what they are like", .needsEmulator)
struct ManyTasksTests {
    /// The stores that it has to hold for.
    private static let stores = PostgresServer.isInstalled ? ["sqlite", "postgres"] : ["sqlite"]

    private func variables(_ store: String, _ server: inout PostgresServer?) throws -> [String: String] {
        guard store == "postgres" else { return [:] }
        let own = try PostgresServer()
        server = own
        return ["VIDEOGEN_STORE": "postgresql:///postgres?host=\(own.folder)&user=videogen"]
    }

    @Test("A customer's ended tasks are shown, exported and forgotten, and nobody else's", arguments: stores)
    func customer(store: String) async throws {
        var server: PostgresServer?
        let variables = try variables(store, &server)
        try await withService { _, box in
            func tasks(_ arguments: String...) async throws -> Finished {
                try await box.run(["tasks"] + arguments, environment: variables)
            }
            for (number, customer) in ["ada", "bob", "ada"].enumerated() {
                let run = try await box.generate(
                    "--metadata", "customer=\(customer)", "--output", box.videos + "/\(number).mp4",
                    environment: variables)
                #expect(run.code == 0, "\(run)")
            }
            let list = try await tasks("list", "--json", "--metadata", "customer=ada")
            #expect(list.last.items.count == 2, "\(list)")
            let export = try await tasks("export", "--state", "delivered", "--model", "highway")
            #expect(export.events.count == 3 && export.events.allSatisfy { $0["history"].items.count > 3 }, "\(export)")
            #expect(try await tasks("export", "--state", "failed").output.isEmpty)
            let look = try await tasks("forget", "--json", "--metadata", "customer=ada", "--dry-run")
            #expect(look.code == 0 && look.names == ["would_forget", "would_forget"], "\(look)")
            #expect(try await tasks("forget", "--json", "--older-than", "1d").names.isEmpty)
            let forget = try await tasks("forget", "--json", "--metadata", "customer=ada")
            #expect(forget.code == 0 && forget.names == ["forgotten", "forgotten"], "\(forget)")
            #expect(try await tasks("list", "--metadata", "customer=ada").errors.contains("No task matches."))
            let rest = try await tasks("list", "--json")
            #expect(rest.last.items.map { $0["metadata"]["customer"] } == ["bob"], "\(rest)")
            #expect(files(in: box.videos).count == 3)
        }
        withExtendedLifetime(server) {}
    }

    @Test("What nobody knows the outcome of is settled together, after a look", arguments: stores)
    func unknown(store: String) async throws {
        var server: PostgresServer?
        let variables = try variables(store, &server)
        try await withService { emulator, box in
            func tasks(_ arguments: String...) async throws -> Finished {
                try await box.run(["tasks"] + arguments, environment: variables)
            }
            try await emulator.order([["on": "submit", "kind": "reset_before_read", "times": 2]])
            for number in 0..<3 {
                let run = try await box.generate("--output", box.videos + "/\(number).mp4", environment: variables)
                #expect([0, 79].contains(run.code), "\(run)")
            }
            let look = try await tasks("resolve", "--json", "--not-submitted", "--model", "highway", "--dry-run")
            let open = look.names.count { $0 == "would_resolve" }
            #expect(open >= 1 && look.names.count == open, "\(look)")
            let settled = try await tasks("resolve", "--json", "--not-submitted", "--state", "submission_unknown")
            #expect(settled.code == 0 && settled.names.count == open, "\(settled)")
            let again = try await tasks("resubmit", "--json", "--model", "highway/veo-3.1-lite")
            #expect(again.code == 0 && again.names.count { $0 == "delivered" } == open, "\(again)")
            let list = try await tasks("list", "--json")
            #expect(list.last.items.allSatisfy { $0["state"] == "delivered" }, "\(list)")
        }
        withExtendedLifetime(server) {}
    }

    @Test("A customer's unfinished tasks are given up together, and nobody else's", arguments: stores)
    func cancelled(store: String) async throws {
        var server: PostgresServer?
        let variables = try variables(store, &server)
        try await withService { emulator, box in
            try await emulator.order([["on": "poll", "kind": "unknown_word", "times": -1]])
            for customer in ["ada", "bob", "ada"] {
                let run = try await box.generate(
                    "--detach", "--metadata", "customer=\(customer)", environment: variables)
                #expect(run.code == 0, "\(run)")
            }
            let ada = ["tasks", "cancel", "--json", "--metadata", "customer=ada"]
            let look = try await box.run(ada + ["--dry-run"], environment: variables)
            #expect(look.code == 0 && look.names == ["would_cancel", "would_cancel"], "\(look)")
            let forget = try await box.run(
                ["tasks", "forget", "--metadata", "customer=ada"], environment: variables)
            #expect(forget.code == 0 && forget.errors.contains("Not for forget, and left as they are: 2 "), "\(forget)")
            let cancel = try await box.run(ada, environment: variables)
            #expect(cancel.code == 0 && cancel.names == ["cancelled", "cancelled"], "\(cancel)")
            #expect(try await box.run(ada, environment: variables).names.isEmpty)
            let list = try await box.run(["tasks", "list", "--json"], environment: variables)
            #expect(
                list.last.items.map { $0["state"] == "abandoned" } == [true, false, true], "\(list)")
            let second = try #require(list.last.items.dropFirst().first)
            let found = try await box.run(
                ["tasks", "list", "--json", "--remote-id", second["remote_id"].text ?? ""], environment: variables)
            #expect(found.last.items.map { $0["task"] } == [second["task"]], "\(found)")
        }
        withExtendedLifetime(server) {}
    }

    @Test(
        "Without ids or a filter, or with both, nothing is done",
        arguments: [
            ["cancel"], ["cancel", "x", "--state", "queued"], ["forget"], ["forget", "x", "--state", "failed"],
            ["resubmit"], ["resolve", "--not-submitted"],
            ["resolve", "--search", "--state", "failed"], ["forget", "--state", "gone"],
            ["list", "--older-than", "90"],
            ["list", "--older-than", "-1d"], ["export", "--metadata", "x"],
        ])
    func refused(arguments: [String]) async throws {
        try await withoutService { box in
            let run = try await box.run(["tasks"] + arguments)
            #expect(run.code == 64, "\(run)")
        }
    }
}
