// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Synchronization
import VideoGenerationKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// All output of the command: JSON lines on standard output, words for people on standard error.
final class Printer: Sendable {
    /// Whether scripts read along.
    let isJSON: Bool
    /// Whether a line may move.
    let moves: Bool
    /// Whether another process finds the task again.
    let remembers: Bool
    /// What stands before each line for people, where several tasks speak.
    private let label: String?
    /// The line of a batch that is spoken of.
    private let batchID: String?
    private let line = Mutex(ProgressLine())

    init(json: Bool) {
        let environment = ProcessInfo.processInfo.environment
        isJSON = json
        moves = !json && Terminal.allowsMotion(environment)
        remembers = environment["VIDEOGEN_STORE"] != "memory:"
        label = nil
        batchID = nil
    }

    private init(_ printer: Printer, label: String, batchID: String?) {
        isJSON = printer.isJSON
        moves = false
        remembers = printer.remembers
        self.label = label
        self.batchID = batchID
    }

    /// For one of several tasks: its lines for people begin with its id.
    func of(_ task: TaskID) -> Printer { Printer(self, label: task.rawValue, batchID: nil) }

    /// For one line of a batch: its events have the line's id, too.
    func of(batchLine id: String) -> Printer { Printer(self, label: id, batchID: id) }

    // MARK: Ways out

    /// A line for people on standard error.
    func note(_ text: String) {
        clearLine()
        Terminal.write(((label.map { "[\($0)] " } ?? "") + text).neutralised + "\n", to: STDERR_FILENO)
    }

    /// A result for people on standard output, where it can be piped; for scripts it is in the JSON.
    func result(_ text: String) {
        guard !isJSON else { return }
        clearLine()
        // A path or a link for the next program is passed on as it is.
        Terminal.write((isatty(STDOUT_FILENO) == 1 ? text.neutralised : text) + "\n", to: STDOUT_FILENO)
    }

    /// An object for scripts.
    func emit(_ json: JSON) {
        guard isJSON else { return }
        var json = json
        if let batchID, case .object(var members) = json {
            members.insert(("id", .string(batchID)), at: 1)
            json = .object(members)
        }
        Terminal.write(json.text + "\n", to: STDOUT_FILENO)
    }

    private func clearLine() {
        if moves, line.withLock({ $0.take() }) { Terminal.write("\r\u{1B}[K", to: STDERR_FILENO) }
    }

    // MARK: A task's life

    func planned(_ chosen: Plan.Candidate, _ plan: Plan) {
        let rejected = plan.candidates.filter { $0.verdict != .capable }
        emit(
            .object(
                [("event", .string("planned"))] + chosen.json
                    + [
                        (
                            "rejected",
                            .array(
                                rejected.map {
                                    .object([
                                        ("model", .string($0.model.descriptor.model.description)),
                                        ("reasons", .array($0.reasons.map(JSON.string))),
                                    ])
                                })
                        )
                    ]))
        guard !isJSON else { return }
        let report = chosen.negotiation.report
        note("\(chosen.model.descriptor.model): " + report.optionWords)
        for adjustment in report.adjustments {
            note("  \(adjustment.words)")
        }
        for advisory in report.advisories { note("  note: \(advisory.message)") }
        let cost = chosen.price.map { "it costs \($0.words)" } ?? "the price is not known here"
        note("  sends prompt and inputs to \(chosen.recipientHost ?? "this machine"); \(cost)")
    }

    func submitted(_ handle: TaskHandle) {
        emit(
            .object([
                ("event", .string("submitted")), ("task", .string(handle.id.rawValue)),
                ("model", .string(handle.model.description)), ("remote_id", .string(handle.remoteID)),
            ]))
        if !isJSON { note("submitted as \(handle.id.rawValue) (at the service: \(handle.remoteID))") }
    }

    func status(_ status: TaskStatus) {
        if status.state != .delivering {
            emit(
                .object([
                    ("event", .string("status")), ("task", .string(status.task.rawValue)),
                    ("state", .string(status.state.rawValue)), ("progress", status.progress.map(JSON.number) ?? .null),
                    ("raw", status.word.map(JSON.string) ?? .null),
                ]))
        }
        guard !isJSON else { return }
        if moves {
            line.withLock { $0.status = status }
            tick()
        } else {
            note(ProgressLine.words(status, elapsed: nil))
        }
    }

    /// Draws the moving line again.
    func tick() {
        guard moves, let text = line.withLock({ $0.draw(width: Terminal.width) }) else { return }
        // One line, whatever the service's word is: a line break would leave the rest of it standing.
        Terminal.write("\r\u{1B}[K" + text.replacing("\n", with: "\u{240A}").neutralised, to: STDERR_FILENO)
    }

    func delivered(_ delivery: Delivery) {
        emit(
            .object([
                ("event", .string("delivered")), ("task", .string(delivery.task.id.rawValue)),
                ("model", .string(delivery.task.model.description)),
                ("samples", .array(delivery.samples.map(\.json))), ("attempts", .integer(delivery.attempts.count)),
                ("submissions", .array(delivery.attempts.map(\.json))), ("cost", delivery.cost.map(\.json) ?? .null),
            ]))
        guard !isJSON else { return }
        for sample in delivery.samples {
            let name = delivery.samples.count > 1 ? "sample \(sample.index + 1): " : ""
            switch sample.outcome {
            case .delivered:
                note(name + "\(sample.outcome.rawValue): \(sample.words)" + (sample.reason.map { ". \($0)" } ?? ""))
                result(sample.path ?? sample.url ?? "")
            case .filtered, .expired, .failed:
                note(name + "\(sample.outcome.rawValue): \(sample.reason ?? "no reason was given")")
            }
        }
    }

    func submissionUnknown(_ id: TaskID, _ evidence: SubmitEvidence) {
        let message =
            "It is not known whether the service took the request: it may be billed. Nothing was sent again."
            + (remembers ? " " + NextStep.settling(id) : "")
        emit(
            .object([
                ("event", .string("submission_unknown")), ("task", .string(id.rawValue)),
                ("evidence", JSON(encoding: evidence)), ("message", .string(message)),
            ]))
        note("\(message)\nEvidence: \(evidence.message)" + (evidence.bodyStart.map { "\nIt said: \($0)" } ?? ""))
    }

    /// A submission did nothing, and is made again: words only.
    func retrying(_ notice: RetryNotice) {
        note(
            "submission \(notice.attempt) did nothing (\(notice.reason.message)); again in \(Self.seconds(notice.delay)) s"
        )
    }

    private static func seconds(_ delay: Duration) -> Double { Double(delay / .milliseconds(100)) / 10 }

    /// Another model is asked, and gets the inputs.
    func failover(_ failover: Failover) {
        let report = failover.report
        emit(
            .object([
                ("event", .string("failover")), ("task", .string(failover.task.rawValue)),
                ("from", .string(failover.from.description)), ("model", .string(failover.to.description)),
                ("account", failover.account.map { .string($0.rawValue) } ?? .null),
                ("recipient", .object([("host", failover.recipientHost.map(JSON.string) ?? .null)])),
                ("delay", .number(Double(failover.delay / .milliseconds(1)) / 1000)),
                ("code", .string(failover.reason.code.rawValue)), ("message", .string(failover.reason.message)),
                ("options", .object(report.appliedJSON)), ("adjustments", .array(report.adjustments.map(\.json))),
                ("cost", failover.price.map(\.json) ?? .null),
            ]))
        guard !isJSON else { return }
        let host = failover.recipientHost ?? "this machine"
        let cost = failover.price.map { "it costs \($0.words)" } ?? "the price is not known here"
        let next =
            failover.from == failover.to
            ? "the account of \(failover.account?.rawValue ?? "nobody")" : failover.to.description
        note(
            "\(failover.from) did not take it (\(failover.reason.message)); \(next) is asked"
                + (failover.delay > .zero ? " in \(Self.seconds(failover.delay)) s" : "")
                + ": prompt and inputs go to \(host); \(cost)")
        for adjustment in report.adjustments { note("  \(adjustment.words)") }
    }

    /// It waits before its submission: words only.
    func held(_ error: VideoGenerationError) {
        note("waiting: \(error.message)")
    }

    /// The service is not heard of; the task goes on: words only.
    func unanswered(_ error: VideoGenerationError) {
        note("the service does not answer (\(error.message)); it is asked again")
    }

    /// The user left; the task goes on.
    func left(_ event: String, _ id: TaskID, _ message: String) {
        emit(
            .object([
                ("event", .string(event)), ("task", .string(id.rawValue)), ("message", .string(message)),
            ]))
        note(message)
    }

    /// Says what went wrong; the result is to be thrown.
    @discardableResult
    func fail(_ error: VideoGenerationError, task: TaskID? = nil) -> ExitCode {
        let step = remembers ? (task ?? error.task?.id).flatMap { NextStep.after(error, $0) } : nil
        let message = error.message + (step.map { " " + $0 } ?? "")
        emit(
            .object([
                ("event", .string("failed")), ("task", (task ?? error.task?.id).map { .string($0.rawValue) } ?? .null),
                ("code", .string(error.code.rawValue)), ("message", .string(message)),
                ("retryable", .bool(error.isRetryable)),
            ]))
        note("videogen: \(message)")
        if let handle = error.task {
            note("The task is \(handle.id.rawValue); at \(handle.origin) its id is \(handle.remoteID).")
        }
        return ExitCode(error.exitCode)
    }
}
