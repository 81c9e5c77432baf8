// SPDX-License-Identifier: Apache-2.0
import Synchronization
import VideoGenerationKit

/// What a worker has done, as numbers: for Prometheus, and for whoever asks whether it is well.
final class WorkerMetrics: TaskObserver {
    private struct State {
        var followed = 0
        var claimed = 0
        var givenBack = 0
        // What alerts are set to is there from the beginning: who counts increases does not see a first one.
        var questions = ["answered": 0, "authentication": 0, "rate_limited": 0, "task_not_found": 0]
        var endings = ["delivered": 0, "submission_unknown": 0]
        var claims = ["ok": 0, "failed": 0]
        var lastClaim: ContinuousClock.Instant?
        var isDraining = false
    }

    private let state = Mutex(State())
    private let begun = ContinuousClock.now
    /// How long ago the store was last asked with success, at most, for somebody who is well.
    private let patience: Duration

    init(interval: Duration) {
        patience = max(.seconds(60), interval * 10)
    }

    func observe(_ observation: TaskObservation) {
        state.withLock { state in
            switch observation.deed {
            case .began: state.followed += 1
            case .left: state.followed -= 1
            case .asked(_, let code, _): state.questions[code?.rawValue ?? "answered", default: 0] += 1
            case .told(.delivered): state.endings["delivered", default: 0] += 1
            case .told(.failed(let error)): state.endings[error.code.rawValue, default: 0] += 1
            case .told(.submissionUnknown): state.endings["submission_unknown", default: 0] += 1
            case .told, .fetched, .submitted: break
            }
        }
    }

    /// How many tasks are followed.
    var followed: Int { state.withLock { $0.followed } }

    /// Notes that the store has answered, and what came of it.
    func storeAnswered(claimed count: Int = 0, givenBack: Int = 0) {
        state.withLock { state in
            state.claimed += count
            state.givenBack += givenBack
            state.claims["ok", default: 0] += 1
            state.lastClaim = ContinuousClock.now
        }
    }

    /// Notes that the store could not be asked.
    func claimFailed() {
        state.withLock { $0.claims["failed", default: 0] += 1 }
    }

    /// Notes that no further tasks are taken.
    func drains() {
        state.withLock { $0.isDraining = true }
    }

    /// What is shown under a path.
    func page(_ path: String) -> StatusPort.Page? {
        switch path {
        case "/healthz": health
        case "/metrics": StatusPort.Page(type: "text/plain; version=0.0.4; charset=utf-8", text: metrics)
        default: nil
        }
    }

    private var health: StatusPort.Page {
        let state = state.withLock { $0 }
        let silence = ContinuousClock.now - (state.lastClaim ?? begun)
        let isHeard = state.lastClaim != nil && silence < patience
        let isWell = state.isDraining || isHeard
        let trouble = silence < patience ? "starting" : "store_unreachable"
        let word = state.isDraining ? "draining" : isHeard ? "ok" : trouble
        let json = JSON.object([
            ("status", .string(word)), ("followed", .integer(state.followed)),
            ("last_claim_seconds", state.lastClaim == nil ? .null : .number(Self.seconds(silence))),
        ])
        return StatusPort.Page(
            status: isWell ? "200 OK" : "503 Service Unavailable", type: "application/json", text: json.text + "\n")
    }

    private var metrics: String {
        let state = state.withLock { $0 }
        let silence = ContinuousClock.now - (state.lastClaim ?? begun)
        var page = MetricsPage()
        page.add("videogen_tasks_followed", "Tasks that this process follows now.", .gauge, Double(state.followed))
        page.add("videogen_tasks_claimed_total", "Tasks that it has taken over.", .counter, Double(state.claimed))
        page.add(
            "videogen_tasks_given_back_total", "Tasks that it could not follow and gave back.", .counter,
            Double(state.givenBack))
        page.add(
            "videogen_tasks_ended_total", "Tasks that came to their end here, by what they came to.", .counter,
            state.endings, by: "outcome")
        page.add(
            "videogen_questions_total", "Questions to services, by what came of them.", .counter, state.questions,
            by: "outcome")
        page.add(
            "videogen_claims_total", "Times that the store was asked for tasks.", .counter, state.claims, by: "outcome")
        page.add(
            "videogen_last_claim_seconds", "Seconds since the store was asked for tasks with success.", .gauge,
            Self.seconds(silence))
        page.add("videogen_draining", "1 once it takes no further tasks.", .gauge, state.isDraining ? 1 : 0)
        return page.text
    }

    private static func seconds(_ duration: Duration) -> Double { Double(duration / .milliseconds(1)) / 1000 }
}

/// Numbers as Prometheus reads them (text format 0.0.4).
private struct MetricsPage {
    enum Kind: String { case counter, gauge }

    private(set) var text = ""

    mutating func add(_ name: String, _ help: String, _ kind: Kind, _ value: Double) {
        head(name, help, kind)
        text += "\(name) \(Self.number(value))\n"
    }

    /// - Parameter label: What tells the values apart; its values are words of ours.
    mutating func add(_ name: String, _ help: String, _ kind: Kind, _ values: [String: Int], by label: String) {
        head(name, help, kind)
        for (value, count) in values.sorted(by: { $0.key < $1.key }) {
            text += "\(name){\(label)=\"\(value)\"} \(count)\n"
        }
    }

    private mutating func head(_ name: String, _ help: String, _ kind: Kind) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }
}
