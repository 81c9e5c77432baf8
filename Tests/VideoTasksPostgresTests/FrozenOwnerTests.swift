// SPDX-License-Identifier: Apache-2.0
import CVideoGenPostgres
import Foundation
import TestServers
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks
@testable import VideoTasksPostgres

/// `VIDEOGEN_FROZEN_OWNERS` is how many rounds; `Scripts/steps/many-workers` runs many.
@Suite(
    "An owner that is stopped for longer than its lease",
    .enabled(if: PostgresServer.isInstalled, "PostgreSQL is not installed"))
struct FrozenOwnerTests {
    private static let rounds =
        ProcessInfo.processInfo.environment["VIDEOGEN_FROZEN_OWNERS"].flatMap { Int($0) } ?? 6
    private static let steps = ["prepared", "submitting", "queued", "running", "delivering", "delivered"]

    @Test(
        "writes nothing over what another one has made of its tasks since, at whatever step it was stopped",
        .timeLimit(.minutes(60)))
    func frozen() async throws {
        var generator = SeededGenerator(seed: 1)
        var refusals = 0
        var place = try PostgresPlace()
        for round in 0..<Self.rounds {
            // All tasks are read twice in a round: a new ledger now and then, or the thousandth takes many times as long as the first.
            if round % 50 == 0 {
                place = try PostgresPlace()
                // The tables are there before processes race for them.
                let setUp = try place.store()
                _ = try await setUp.tasks()
                await setUp.close()
            }
            let pause = UInt32.random(in: 0...4_000, using: &generator)
            refusals += try await freeze(at: Self.steps[round % Self.steps.count], after: pause, in: place)
        }
        #expect(refusals >= Self.rounds)
        print("\(Self.rounds) owners stopped, \(refusals) stale writes refused, none taken")
    }

    /// One round: how many stale writes were refused.
    private func freeze(at step: String, after pause: UInt32, in place: PostgresPlace) async throws -> Int {
        var setup = PostgresSetup(name: place.name)
        setup.lease = .milliseconds(300)
        let other = PostgresTaskStore(place.server.address(), setup)
        let mine = try await other.owner()
        let holder = try ChildProcess([
            Bundle.main.bundlePath + "/store-hammer", "hold",
            "host=\(place.server.folder) user=videogen dbname=postgres",
            place.name,
        ])
        defer { holder.stop() }
        var said = holder.read { $0.contains("begin \(step) ") && $0.hasSuffix("\n") }
        usleep(pause)
        holder.send(SIGSTOP)
        // It is declared dead, and what it was at is another's.
        let owner = try #require(said.split(separator: "\n").first?.split(separator: " ").last)
        var taken: [VideoTask] = []
        while try await other.isAlive(StoreOwner(rawValue: String(owner))) {}
        // A last write of its own may have been on its way; and a task that has ended is nobody's.
        taken = try await other.claim(upTo: 100, of: [ExampleTasks.model], except: [])
        for index in taken.indices {
            let next = taken[index].example(in: .running, remoteID: "taken-over", at: 100)
            #expect(try await other.update(next, within: nil))
            taken[index] = next
        }
        let before = try await other.tasks()
        holder.send(SIGCONT)
        said += holder.read { text in text.split(separator: "\n").count { $0.hasPrefix("refused") } >= 3 }
        let refused = said.split(separator: "\n").count { $0.hasPrefix("refused") }
        #expect(refused >= 1, "\(said)")
        #expect(try await other.tasks() == before, "a stale write was taken")
        #expect(taken.allSatisfy { $0.owner == mine })
        #expect(
            try place.sql(
                "SELECT count(*) FROM @.charge AS a JOIN @.charge AS b USING (task) WHERE a.attempt <> b.attempt") == [
                    ["0"]
                ])
        await other.close()
        return refused
    }
}
