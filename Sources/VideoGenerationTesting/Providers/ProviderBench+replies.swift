// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension ProviderBench {
    /// One of the author's samples, and what it answers.
    struct Sample {
        let name: String
        let reply: WireReply
        let isSubmission: Bool
        var isRefusal = false

        /// The sample as JSON; nil if it is none.
        var json: JSON? { JSON(parsing: Array(reply.text.utf8)) }
    }

    /// Every sample of the author.
    var allSamples: [Sample] {
        [Sample(name: "the accepted submission", reply: samples.accepted, isSubmission: true)]
            + samples.refusals.map {
                Sample(name: "the refusal \($0.reply.text)", reply: $0.reply, isSubmission: true, isRefusal: true)
            }
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
                Sample(name: "the answer \($0.reply.text)", reply: $0.reply, isSubmission: false, isRefusal: true)
            }
            + samples.firstAnswers.map { Sample(name: "the first answer \($0.text)", reply: $0, isSubmission: false) }
    }

    func readSubmit(_ reply: HTTPReply) -> SubmitReading { provider.readSubmit(reply) }

    /// What is read in an answer to a question, or in one with another body in its place.
    func readStatus(_ reply: WireReply, body: [UInt8]? = nil) -> StatusReading {
        let (answer, task) = (reply.reply(body ?? Array(reply.text.utf8)), task(samples.id))
        guard let first = reply.after else { return provider.readStatus(answer, of: task) }
        guard case .further(_, let read) = provider.readStatus(WireReply(first).reply, of: task) else {
            return .unrecognized
        }
        return read(answer)
    }

    /// The second calls that the first answers of the author's samples lead to.
    var furtherCalls: [HTTPCall] {
        allSamples.compactMap(\.reply.after).compactMap { first in
            let reading = provider.readStatus(WireReply(first).reply, of: task(samples.id))
            return if case .further(let call, _) = reading { call } else { nil }
        }
    }

    /// What is read in `sample`, in words, or in one with another body in its place.
    func summary(of sample: Sample, body: [UInt8]? = nil) -> String {
        guard sample.isSubmission else { return readStatus(sample.reply, body: body).summary }
        return readSubmit(sample.reply.reply(body ?? Array(sample.reply.text.utf8))).summary
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
        case .unrecognized: saysNothing
        }
    }

    /// The id under which the submission was accepted; nil if it was not.
    var remoteID: String? {
        if case .accepted(let remoteID, _) = self { remoteID } else { nil }
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
        case .further(let call, _): "asks further at \(call.address)"
        case .unrecognized: saysNothing
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
        case .credentialed(let url): .credentialed(url.description)
        case .filtered: .filtered
        case .missing: .missing
        case .file: .elsewhere
        }
    }
}

extension WireFinish.Place {
    var summary: String {
        switch self {
        case .url(let url): url
        case .credentialed(let url): "\(url) with the credential"
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
