// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationTesting

@testable import VideoTasks

@Suite("Items in chains")
struct ChainsTests {
    @Test("whatever joins and leaves, chains are like lists, and tell when they are empty", arguments: UInt64(0)..<20)
    func reference(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var chains = Chains()
        var lists = [[Int]](repeating: [], count: 4)
        var notes: [Int: UInt32] = [:]
        var isFine = true
        for _ in 0..<3000 {
            let item = Int.random(in: 0..<30, using: &generator)
            if let list = lists.firstIndex(where: { $0.contains(item) }) {
                lists[list].removeAll { $0 == item }
                isFine = isFine && chains.contains(item) && chains.note(of: item) == notes[item]
                isFine = isFine && chains.remove(item) == (lists[list].isEmpty ? list : nil)
            } else {
                isFine = isFine && !chains.contains(item) && chains.remove(item) == nil
                let list = Int.random(in: lists.indices, using: &generator)
                notes[item] = .random(in: 0...UInt32.max, using: &generator)
                lists[list].append(item)
                chains.append(item, to: list, noting: notes[item] ?? 0)
            }
            isFine = isFine && lists.indices.allSatisfy { chains.first(in: $0) == lists[$0].first }
        }
        #expect(isFine)
        // In the order in which they came.
        for list in lists.indices {
            var order: [Int] = []
            while let item = chains.first(in: list) {
                order.append(item)
                _ = chains.remove(item)
            }
            #expect(order == lists[list])
        }
    }
}
