// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationKit
import VideoGenerationTesting

@Suite("Many submissions at once")
struct ManyOrdersTests {
    @Test(
        "each order has its task or its own error, in its place, and one sequence tells of all ends",
        arguments: [1, 16, 500])
    func results(width: Int) throws {
        let desk = Desk()
        let (results, ends) = try desk.run { client in
            let completions = await client.completions()
            let plan = try await client.plan()
            var orders = (0..<100).map { VideoOrder(plan, to: .links, requestID: "order-\($0)") }
            // One of no possible key, and one that asks for something else with the key of another.
            orders[10].requestID = ""
            orders[20] = VideoOrder(try await client.plan("another ship"), to: .links, requestID: "order-0")
            let results = await client.submit(orders, width: width)
            var ends: Set<TaskID> = []
            for await completion in completions where ends.count < 98 {
                ends.insert(completion.id)
                if ends.count == 98 { break }
            }
            return (results, ends)
        }
        #expect(results.count == 100)
        let failed = results.indices.filter { (try? results[$0].get()) == nil }
        #expect(failed == [10, 20] || failed == [0, 10])
        #expect(ends == Set(results.compactMap { try? $0.get() }))
        #expect(desk.posts == 98)
    }

    @Test("the same orders again are the same tasks, and nothing is sent")
    func again() throws {
        let desk = Desk()
        let (first, second) = try desk.run { client in
            let plan = try await client.plan()
            let orders = (0..<20).map { VideoOrder(plan, to: .links, requestID: "order-\($0)") }
            return (await client.submit(orders), await client.submit(orders))
        }
        #expect(first.compactMap { try? $0.get() } == second.compactMap { try? $0.get() })
        #expect(desk.posts == 20)
    }

    @Test("no orders are no tasks")
    func none() throws {
        #expect(try Desk().run { await $0.submit([]).isEmpty })
    }
}
