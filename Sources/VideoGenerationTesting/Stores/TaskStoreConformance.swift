// SPDX-License-Identifier: Apache-2.0
public import VideoTasks

/// Checks a store against everything that `TaskStore` asks for, without a service, a clock or a testing library.
///
/// ```
/// try await TaskStoreConformance { place in
///     MyStore(path: "\(folder)/\(place)")
/// }.run()
/// ```
///
/// What it cannot check is what only your store can promise: that a task survives a crash, and what happens when there is
/// no room. Test that beside it.
public struct TaskStoreConformance: Sendable {
    private let open: @Sendable (Int) async throws -> any TaskStore

    /// How many places ``run()`` asks for, numbered from 0.
    public static var placeCount: Int { StoreRule.all.count }

    /// A check of the stores that `open` gives.
    ///
    /// - Parameter open: A new store value on the place with this number. A place that was not asked for before is empty;
    ///   asked for again, it is another owner on the same tasks, as another process would be.
    public init(open: @escaping @Sendable (_ place: Int) async throws -> any TaskStore) {
        self.open = open
    }

    /// Checks every rule, each on a place of its own, and closes all stores.
    ///
    /// - Throws: ``BrokenTaskStore`` with every rule that does not hold.
    public func run() async throws(BrokenTaskStore) {
        var broken: [String] = []
        for (number, rule) in StoreRule.all.enumerated() {
            broken += await rule.findings(on: StorePlace(number, open: open))
        }
        if !broken.isEmpty { throw BrokenTaskStore(broken: broken) }
    }
}

/// What is wrong with a store.
public struct BrokenTaskStore: Error, Hashable, CustomStringConvertible {
    /// Each rule that does not hold, as a sentence that says what to change.
    public let broken: [String]

    /// One rule a line.
    public var description: String {
        "The store breaks \(broken.count) rules:\n" + broken.map { "- \($0)" }.joined(separator: "\n")
    }
}
