// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import VideoGenerationCore

@Suite("What was seen lately")
struct RecentSetTests {
    @Test("is remembered for its life at least, and for three times that at most", arguments: [0, 50, 99])
    func life(start: Double) {
        let seen = Seen(life: 100, capacity: 1000)
        _ = seen.insert(0, at: 0)
        #expect(seen.insert(1, at: start))
        #expect(!seen.insert(1, at: start + 100))
        #expect(seen.insert(1, at: start + 301))
    }

    @Test("is remembered in bounded memory, the newest in any case")
    func capacity() {
        let seen = Seen(life: 100, capacity: 100)
        for number in 0..<10_000 {
            #expect(seen.insert(number, at: 0))
            #expect(!seen.insert(max(0, number - 49), at: 0))
            #expect(seen.count <= 100)
        }
    }

    @Test("can be taken out, once")
    func removal() {
        let seen = Seen(life: 100, capacity: 100)
        _ = seen.insert(1, at: 0)
        #expect(seen.remove(1, at: 150))
        #expect(!seen.remove(1, at: 150))
        #expect(!seen.remove(2, at: 150))
        _ = seen.insert(3, at: 150)
        #expect(!seen.remove(3, at: 500))
    }

    @Test("is not forgotten because the clock was set back")
    func clock() {
        let seen = Seen(life: 100, capacity: 100)
        _ = seen.insert(1, at: 1000)
        #expect(!seen.insert(1, at: 0))
        #expect(!seen.insert(1, at: 99))
    }
}

/// A set that can be changed inside an expectation.
private final class Seen {
    private var recent: RecentSet<Int>
    var count: Int { recent.count }

    init(life: Double, capacity: Int) { recent = RecentSet(life: life, capacity: capacity) }

    func insert(_ number: Int, at time: Double) -> Bool { recent.insert(number, at: time) }
    func remove(_ number: Int, at time: Double) -> Bool { recent.remove(number, at: time) }
}
