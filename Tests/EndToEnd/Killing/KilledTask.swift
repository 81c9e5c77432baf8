// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// One paid task whose processes are killed at any moment, and whose journal is then asked what it knows.
struct KilledTask: Sendable {
    let number: Int
    let box: Sandbox
    /// Names the task in the emulator's ledger.
    let prompt: String
    /// How long a run that nobody kills takes.
    let life: Double
    /// Whether the caller has a key of its own, and asks again in the end as after a message that was delivered twice.
    let hasKey: Bool
    private let kills: [Moment]

    /// When a process is killed.
    enum Moment: Sendable {
        /// After so many seconds.
        case after(Double)
        /// So many seconds after it has said something.
        case onceSaid(String, Double)
    }

    init(number: Int, api: String, life: Double, using generator: inout some RandomNumberGenerator) throws {
        self.number = number
        self.life = life
        box = try Sandbox(api: api)
        prompt = "killed task \(number)"
        hasKey = Bool.random(using: &generator)
        kills = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
            // Any moment of its life counts; those just after something was said lie next to a write.
            guard Int.random(in: 0..<3, using: &generator) == 0 else {
                // The first tenth goes by before it does anything.
                return .after(Double.random(in: 0.1...1.2, using: &generator) * life)
            }
            let word = ["planned", "submitted", "status"].randomElement(using: &generator) ?? "status"
            return .onceSaid("\"event\":\"\(word)\"", Double.random(in: 0...0.02, using: &generator))
        }
    }

    /// What is known of it in the end.
    struct Outcome: Sendable {
        var tasks: [Value] = []
        /// What the journal said after the first kill.
        var stateAfterKill = ""
        var kills = 0
        /// How long the take-over that nobody killed took.
        var takeOver = Duration.zero
        /// More about a task that failed.
        var details = ""
        var folder = ""
    }

    private var environment: [String: String] {
        ["VIDEOGEN_HOME": box.home + "/journal", "VIDEOGEN_POLL_INTERVAL": "0.05"]
    }

    private var request: [String] {
        ["generate", prompt, "--image", box.image, "--duration", "4", "--json", "--output", box.videos + "/video.mp4"]
            + (hasKey ? ["--request-id", "order-\(number)"] : [])
    }

    /// Begins it, kills whoever works on it, and lets what is left be taken over until nothing is unfinished.
    func run() async throws -> Outcome {
        var outcome = Outcome(folder: box.root)
        for (step, moment) in kills.enumerated() {
            try await kill(step == 0 ? request : ["tasks", "resume", "--json"], moment)
            if step == 0 { outcome.stateAfterKill = try await list().first?["state"].text ?? "nothing" }
            outcome.kills += 1
        }
        outcome.takeOver = try await takeOver()
        if hasKey {
            let again = try await box.run(request, environment: environment, within: 60)
            #expect([0, 79].contains(again.code), "task \(number) asked for again: \(again)")
        }
        outcome.tasks = try await list()
        // What the list does not tell helps to find out why.
        if let task = outcome.tasks.first, task["state"] == "failed", let id = task["task"].text {
            outcome.details = try await box.run(["tasks", "show", id, "--json"], environment: environment).output
        }
        return outcome
    }

    private func takeOver() async throws -> Duration {
        let start = ContinuousClock.now
        let run = try await box.run(["tasks", "resume", "--json"], environment: environment, within: 300)
        #expect(run.code >= 0, "task \(number): resume ended by a signal: \(run)")
        let taken = ContinuousClock.now - start
        // Six polls in a row that fail make it wait for 17 s, seven for up to 80 s: the wait doubles each time.
        if taken > .seconds(60) { print("task \(number) was taken over in \(taken): \(run)") }
        return taken
    }

    private func list() async throws -> [Value] {
        let run = try await box.run(["tasks", "list", "--json"], environment: environment, within: 60)
        guard run.code == 0, case .list(let tasks) = run.last else { throw Trouble("task \(number): list: \(run)") }
        return tasks
    }

    private func kill(_ arguments: [String], _ moment: Moment) async throws {
        let run = try box.start(arguments, environment: environment)
        let end = ContinuousClock.now + .seconds(3 * life + 2)
        switch moment {
        case .after(let seconds):
            try await Task.sleep(for: .seconds(seconds), tolerance: .zero)
        case .onceSaid(let text, let seconds):
            // It may never say so.
            while run.program.isRunning, ContinuousClock.now < end, !run.output.contains(text) {
                try await Task.sleep(for: .milliseconds(2), tolerance: .zero)
            }
            try await Task.sleep(for: .seconds(seconds), tolerance: .zero)
        }
        run.program.send(SIGKILL)
        _ = try await run.program.code(within: 20)
    }
}
