// SPDX-License-Identifier: Apache-2.0

/// What was seen lately, in bounded memory: in two generations, of which the older one is forgotten as a whole.
///
/// An element is remembered for at least `life`, and for three times that at most; for less only if half of
/// `capacity` others came after it.
package struct RecentSet<Element: Hashable & Sendable>: Sendable {
    private let life: Double
    private let capacity: Int
    private var recent: Set<Element> = []
    private var older: Set<Element> = []
    private var begun = -Double.infinity

    /// An empty set that remembers `capacity` elements, each for `life` seconds.
    package init(life: Double, capacity: Int) {
        self.life = life
        self.capacity = max(2, capacity)
    }

    /// How many are remembered.
    package var count: Int { recent.count + older.count }

    /// Remembers `element`, which was seen at `time` in seconds; false if it was remembered already.
    package mutating func insert(_ element: Element, at time: Double) -> Bool {
        turn(at: time)
        guard !older.contains(element) else { return false }
        return recent.insert(element).inserted
    }

    /// Forgets `element`; whether it was remembered at `time` in seconds.
    package mutating func remove(_ element: Element, at time: Double) -> Bool {
        turn(at: time)
        let isRecent = recent.remove(element) != nil
        return older.remove(element) != nil || isRecent
    }

    private mutating func turn(at time: Double) {
        let age = time - begun
        // A clock that was set back says nothing about age: nothing is forgotten for that.
        if age < 0 { begun = time }
        guard age >= life || recent.count >= capacity / 2 else { return }
        older = age >= 2 * life ? [] : recent
        recent = []
        begun = time
    }
}
