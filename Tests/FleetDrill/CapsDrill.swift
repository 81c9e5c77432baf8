// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import VideoGenerationKit

/// More requests than a day's budget pays for, all at once, and more questions than an account's pace allows, from one process and then from
/// four: the limits must hold for all of them together.
struct CapsDrill {
    private let words: Words
    private let requests: Int

    /// In millionths of a dollar.
    private static let budget: Int64 = 30_000_000
    /// Questions a second.
    private static let rate = 10
    /// Submissions a second.
    private static let submitRate = 20

    init(_ words: Words) throws {
        self.words = words
        requests = try words.number("requests", 600)
    }

    func run() async throws {
        say(
            "| processes | requests | submitted | refused | paid by the emulator's ledger, of \(Self.budget) | submissions a second, most in five seconds | questions a second | most in five seconds |"
        )
        say("|---|---|---|---|---|---|---|---|")
        for count in [1, 4] { try await run(by: count) }
    }

    private func run(by count: Int) async throws {
        let around = try await Surroundings(
            words, emulator: ["--queue-seconds", "0", "--render-seconds", "600"],
            variables: [
                "VIDEOGEN_BUDGET": "\(Self.budget / 1_000_000)USD/day", "VIDEOGEN_POLL_RATE": "\(Self.rate)",
                "VIDEOGEN_POLL_INTERVAL": "1", "VIDEOGEN_SUBMIT_RATE": "\(Self.submitRate)",
            ])
        let outcome = Mutex((done: 0, refused: 0))
        let consumers = try (0..<count).map { number in
            try around.start(
                [CommandLine.arguments[0], "consume", "--output", around.folder + "/videos"], "consumer-\(number)"
            ) {
                line in
                outcome.withLock { outcome in
                    if line.hasPrefix("done") { outcome.done += 1 }
                    if line.hasPrefix("refused") { outcome.refused += 1 }
                }
            }
        }
        // All at once.
        for number in 0..<requests { consumers[number % count].tell("\(number)") }
        let isDecided = try await eventually(within: 300) {
            outcome.withLock { $0.done + $0.refused } == requests
        }
        guard isDecided else { throw Trouble("not all requests were decided on: \(outcome.withLock { $0 })") }
        // From here on everybody asks. What each process may ask was agreed on by then.
        try await Task.sleep(for: .seconds(8))
        var counts: [(time: ContinuousClock.Instant, questions: Int)] = []
        for _ in 0..<40 {
            counts.append((.now, try await around.questions()))
            try await Task.sleep(for: .seconds(1))
        }
        guard let first = counts.first, let last = counts.last else { return }
        let mean = Double(last.questions - first.questions) / ((last.time - first.time) / .seconds(1))
        let most =
            zip(counts, counts.dropFirst(5)).map { early, late in
                Double(late.questions - early.questions) / ((late.time - early.time) / .seconds(1))
            }.max() ?? 0
        let client = try around.client()
        let bill = try await around.bill()
        let times = try bill.map { try $0.time }.sorted()
        // Both ends of five seconds belong to them.
        let mostSubmissions =
            times.map { start in Double(times.count { (0..<5).contains($0.timeIntervalSince(start)) } - 1) / 5 }.max()
            ?? 0
        let paid = try await Order.price(of: bill, by: client)
        await client.shutdown()
        for consumer in consumers { consumer.hangUp() }
        for consumer in consumers { try await consumer.ended(within: 60) }
        let (done, refused) = outcome.withLock { $0 }
        say(
            "| \(count) | \(requests) | \(done) | \(refused) | \(paid) | \(text(mostSubmissions)) | \(text(mean)) | \(text(most)) |"
        )
        let rest = Self.budget - paid
        guard bill.count == done, rest >= 0, rest < 400_000, refused > 0, most <= Double(Self.rate) * 1.2,
            mean >= Double(Self.rate) * 0.5,
            mostSubmissions <= Double(Self.submitRate) * 1.2, mostSubmissions >= Double(Self.submitRate) * 0.5
        else {
            throw Trouble("a limit does not hold")
        }
    }

    private func text(_ number: Double) -> String { String(format: "%.1f", number) }
}
