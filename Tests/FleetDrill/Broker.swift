// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// A queue that keeps the only promise that queues keep: each message is delivered at least once. Some it delivers two or three times,
/// in no order, and what somebody had who is gone it delivers again.
final class Broker: Sendable {
    private struct State {
        var generator: SplitMix
        var waiting: [Int]
        /// What each consumer has, by its number, and how often.
        var held: [Int: [Int: Int]] = [:]
        var deliveries = 0
        var acknowledged = 0
        var postponed = 0
        var lastReason = ""
    }

    private let state: Mutex<State>

    init(messages count: Int, seed: UInt64) {
        var generator = SplitMix(state: seed)
        var waiting = (0..<count).flatMap { Array(repeating: $0, count: Int.random(in: 1...3, using: &generator)) }
        waiting.shuffle(using: &generator)
        state = Mutex(State(generator: generator, waiting: waiting))
    }

    /// The next message for a consumer; nil if there is none at the moment.
    func next(for consumer: Int) -> Int? {
        state.withLock { state in
            guard let message = state.waiting.popLast() else { return nil }
            state.held[consumer, default: [:]][message, default: 0] += 1
            state.deliveries += 1
            return message
        }
    }

    /// A consumer's word about a message.
    func settle(_ message: Int, by consumer: Int, isDone: Bool, reason: String) {
        state.withLock { state in
            guard let count = state.held[consumer]?[message] else { return }
            state.held[consumer]?[message] = count > 1 ? count - 1 : nil
            if isDone {
                state.acknowledged += 1
            } else {
                state.postponed += 1
                state.lastReason = reason
                // Not at once: whoever has it may need a moment.
                state.waiting.insert(message, at: 0)
            }
        }
    }

    /// A consumer is gone: what it had is delivered again.
    func lose(_ consumer: Int) {
        state.withLock { state in
            guard let held = state.held.removeValue(forKey: consumer) else { return }
            for (message, count) in held {
                for _ in 0..<count {
                    let place = Int.random(in: 0...state.waiting.count, using: &state.generator)
                    state.waiting.insert(message, at: place)
                }
            }
        }
    }

    /// Sends a message once more.
    func send(_ message: Int) {
        state.withLock { $0.waiting.append(message) }
    }

    func held(by consumer: Int) -> Int { state.withLock { $0.held[consumer]?.values.reduce(0, +) ?? 0 } }

    var isEmpty: Bool { state.withLock { $0.waiting.isEmpty && $0.held.values.allSatisfy(\.isEmpty) } }

    var waitingCount: Int { state.withLock { $0.waiting.count } }

    var numbers: (deliveries: Int, acknowledged: Int, postponed: Int, lastReason: String) {
        state.withLock { ($0.deliveries, $0.acknowledged, $0.postponed, $0.lastReason) }
    }
}

/// Numbers that follow from a seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
