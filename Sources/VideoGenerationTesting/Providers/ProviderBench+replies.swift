// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension ProviderBench {
    /// One of the author's samples, and what it answers.
    struct Sample {
        let name: String
        let reply: WireReply
        let isSubmission: Bool

        /// The sample as JSON; nil if it is none.
        var json: JSON? { JSON(parsing: Array(reply.text.utf8)) }
    }

    /// Every sample of the author.
    var allSamples: [Sample] {
        [Sample(name: "the accepted submission", reply: samples.accepted, isSubmission: true)]
            + samples.refusals.map { Sample(name: "the refusal \($0.reply.text)", reply: $0.reply, isSubmission: true) }
            + [
                samples.queued.map { Sample(name: "the answer about a queued task", reply: $0, isSubmission: false) },
                Sample(name: "the answer about a running task", reply: samples.running, isSubmission: false),
            ].compactMap { $0 }
            + samples.finished.enumerated().map { index, finish in
                Sample(name: "the finished task \(index + 1)", reply: finish.reply, isSubmission: false)
            }
            + samples.failed.map {
                Sample(name: "the failed task \($0.reply.text)", reply: $0.reply, isSubmission: false)
            }
            + samples.statusRefusals.map {
                Sample(name: "the answer \($0.reply.text)", reply: $0.reply, isSubmission: false)
            }
    }

    func readSubmit(_ reply: HTTPReply) -> SubmitReading { provider.readSubmit(reply) }

    func readStatus(_ reply: HTTPReply) -> StatusReading { provider.readStatus(reply, of: task(samples.id)) }

    /// What is read in `reply` if it comes in place of `sample`, in words.
    func summary(of reply: HTTPReply, as sample: Sample) -> String {
        sample.isSubmission ? readSubmit(reply).summary : readStatus(reply).summary
    }

    /// What is read in `sample` if its body is `json` instead.
    func summary(of json: JSON, as sample: Sample) -> String {
        summary(of: sample.reply.reply(Array(json.text.utf8)), as: sample)
    }
}

/// The summary of a reading that says nothing.
let saysNothing = "unrecognized"

extension SubmitReading {
    /// What it says, in words that can be compared.
    var summary: String {
        switch self {
        case .accepted: "accepted as \(remoteID ?? "")"
        case .refused(let refusal): refusal.summary
        default: saysNothing
        }
    }

    /// The id under which the submission was accepted; nil if it was not.
    var remoteID: String? {
        if case .accepted(let remoteID) = self { remoteID } else { nil }
    }
}

extension StatusReading {
    /// What it says, in words that can be compared.
    var summary: String {
        switch self {
        case .report(let report):
            "\(report.phase.summary) (\(report.word), progress \(report.progress.map { "\($0)" } ?? "unknown"), "
                + "time to go \(report.eta.map { "\($0)" } ?? "unknown"))"
        case .refused(let refusal): refusal.summary
        default: saysNothing
        }
    }

    /// The step that it reports; nil if it reports none.
    var phase: StatusReport.Phase? {
        if case .report(let report) = self { report.phase } else { nil }
    }
}

extension StatusReport.Phase {
    var summary: String {
        switch self {
        case .queued: "queued"
        case .running: "running"
        case .succeeded(let samples): "succeeded with [\(samples.map(\.summary).joined(separator: ", "))]"
        case .failed(let refusal): "failed, \(refusal.summary)"
        }
    }
}

extension RemoteSample {
    fileprivate var summary: String { "\(index): \(place.summary)" }

    /// Where it is, without the reason.
    var place: WireFinish.Place {
        switch location {
        case .url(let url): .url(url.description)
        case .filtered: .filtered
        case .missing: .missing
        default: .elsewhere
        }
    }
}

extension WireFinish.Place {
    var summary: String {
        switch self {
        case .url(let url): url
        case .elsewhere: "elsewhere"
        case .filtered: "filtered"
        case .missing: "missing"
        }
    }
}

extension ServiceRefusal {
    /// What follows from it. Its message is for people, and may quote the reply.
    var summary: String {
        "refused (\(code.rawValue), \(isRetryable ? "retryable" : "not retryable")"
            + (provesNoWork ? ", proves that no work was started)" : ")")
    }
}
