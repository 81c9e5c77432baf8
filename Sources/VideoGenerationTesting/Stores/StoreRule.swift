// SPDX-License-Identifier: Apache-2.0
import Synchronization
import VideoGenerationCore
import VideoTasks

/// Something that every store keeps to.
struct StoreRule: Sendable {
    /// What it is about: the beginning of its sentences.
    let subject: String
    let check: @Sendable (StorePlace) async throws -> Void

    static let all: [StoreRule] =
        inserting + updating + reading + removing + documents + owning + claiming + counting + halting + spending

    /// The sentences about what does not hold on `place`.
    func findings(on place: StorePlace) async -> [String] {
        do {
            try await check(place)
        } catch {
            place.report("it threw an error where none is due: \(error)")
        }
        await place.close()
        return place.findings.map { "\(subject): \($0)" }
    }
}

/// An empty place, and the stores that were opened on it.
final class StorePlace: Sendable {
    private let number: Int
    private let make: @Sendable (Int) async throws -> any TaskStore
    private let opened = Mutex<[any TaskStore]>([])
    private let sentences = Mutex<[String]>([])

    init(_ number: Int, open: @escaping @Sendable (Int) async throws -> any TaskStore) {
        self.number = number
        make = open
    }

    var findings: [String] { sentences.withLock { $0 } }

    /// A new owner on the place.
    func open() async throws -> any TaskStore {
        let store = try await make(number)
        opened.withLock { $0.append(store) }
        return store
    }

    /// Four new owners on the place.
    func openFour() async throws -> [any TaskStore] {
        [try await open(), try await open(), try await open(), try await open()]
    }

    /// Notes `sentence` unless `condition` holds.
    func expect(_ condition: Bool, _ sentence: String) {
        if !condition { report(sentence) }
    }

    /// Notes `sentence` unless `body` throws what a store may throw.
    func expectStoreError(_ sentence: String, _ body: () async throws -> Void) async {
        do {
            try await body()
            report(sentence)
        } catch {
            let code = (error as? VideoGenerationError)?.code
            expect(code == .store || code == .configuration, "\(sentence) (It threw \(error) instead.)")
        }
    }

    func report(_ sentence: String) {
        sentences.withLock { sentences in
            if !sentences.contains(sentence) { sentences.append(sentence) }
        }
    }

    func close() async {
        for store in opened.withLock({ $0 }) { await store.close() }
    }
}

/// Runs `body` `count` times at once, and gives what comes of it in no order.
func atOnce<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Value
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: Value.self) { group in
        for index in 0..<count { group.addTask { try await body(index) } }
        var values: [Value] = []
        for try await value in group { values.append(value) }
        return values
    }
}
