// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks
@testable import VideoTasksPostgres

@Suite(
    "A connection that is lost while a transaction ends",
    .enabled(if: PostgresServer.isInstalled, "PostgreSQL is not installed"))
struct LostCommitTests {
    private struct Scene {
        let proxy: CuttingProxy
        let store: PostgresTaskStore
        let place: PostgresPlace

        init() throws {
            place = try PostgresPlace()
            proxy = try CuttingProxy(to: place.server)
            store = PostgresTaskStore(proxy.address, PostgresSetup(name: place.name))
        }

        func end() async {
            #expect(proxy.isDone, "what was planned must have happened")
            await store.close()
            proxy.stop()
        }
    }

    @Test(
        "a task that was recorded is recorded once, and so is its next revision", arguments: CuttingProxy.Cut.allCases)
    func recording(cut: CuttingProxy.Cut) async throws {
        let scene = try Scene()
        let owner = try await scene.store.owner()
        let task = try ExampleTasks.new("a", key: "k", owner: owner)
        scene.proxy.cut(cut)
        #expect(try await scene.store.insert(task) == nil)
        #expect(scene.proxy.isDone)
        scene.proxy.cut(cut, cut)
        let next = task.example(in: .submitting, at: 2)
        #expect(try await scene.store.update(next, within: nil))
        #expect(scene.proxy.isDone)
        #expect(try await !scene.store.update(next, within: nil))
        #expect(try await scene.store.tasks() == [next])
        scene.proxy.cut(cut)
        let twin = try ExampleTasks.new("b", key: "k", owner: owner)
        #expect(try await scene.store.insert(twin)?.id == task.id)
        scene.proxy.cut(cut)
        #expect(try await scene.store.remove(next))
        #expect(try await !scene.store.remove(next))
        await scene.end()
    }

    @Test("a charge is counted once", arguments: CuttingProxy.Cut.allCases)
    func charging(cut: CuttingProxy.Cut) async throws {
        let scene = try Scene()
        let price = PriceEstimate(
            lowest: Money(micros: 400_000), highest: Money(micros: 400_000), currency: "USD", basis: "an example")
        let budget = Budget(perDay: Money(micros: 1_000_000))
        var begun = 0
        for name in ["a", "b", "c"] {
            let task = try ExampleTasks.new(name, price: price)
            _ = try await scene.store.insert(task)
            scene.proxy.cut(cut)
            do throws(VideoGenerationError) {
                if try await scene.store.update(task.example(in: .submitting, at: 2), within: budget) { begun += 1 }
            } catch {
                #expect(error.code == .overBudget)
                // It was rolled back: there was no end to cut.
                scene.proxy.cut()
            }
            #expect(scene.proxy.isDone)
        }
        #expect(begun == 2)
        #expect(try scene.place.sql("SELECT sum(micros) FROM @.charge") == [["800000"]])
        #expect(try scene.place.sql("SELECT micros FROM @.spending") == [["800000"]])
        await scene.end()
    }

    @Test("a resubmission that may have been taken out of the allowance is not made")
    func allowance() async throws {
        let scene = try Scene()
        let allowance = ResubmissionAllowance(perDay: 2, amountPerDay: Money(micros: 1_000_000), assumedCost: .zero)
        #expect(try await scene.store.tasks().isEmpty)
        scene.proxy.cut(.after)
        let error = try await #require(throws: VideoGenerationError.self) {
            try await scene.store.takeResubmission(costing: Money(micros: 1), from: allowance, day: 1)
        }
        #expect(error.code == .store)
        #expect(try await scene.store.takeResubmission(costing: Money(micros: 1), from: allowance, day: 1))
        #expect(try await !scene.store.takeResubmission(costing: Money(micros: 1), from: allowance, day: 1))
        await scene.end()
    }
}
