// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

extension Fact {
    /// What is exported of what waiters were told.
    init(_ event: TaskEvent, _ errorTypes: ErrorTypes) {
        switch event {
        case .submitted(let handle):
            self = Fact("submitted", "the service has a task").with(Key.responseID, .remoteID(of: handle))
        case .status(let status):
            // Not the service's own word: it is free text.
            self = Fact("status", "a task moved on")
                .with(Key.taskState, .text(status.state.rawValue))
                .with(Key.progress, status.progress.map { .decimal($0) })
        case .retrying(let notice):
            self = Fact("retry", "a submission did nothing, and is made again")
                .with(Key.submissionNumber, .number(notice.attempt))
                .with(Key.delay, .seconds(notice.delay))
                .with(notice.reason, errorTypes)
        case .failover(let failover):
            self = Fact("failover", "a model does not have a task, and another one is asked")
                .with(Key.failoverFrom, .text(failover.from.description))
                .with(Key.failoverTo, .text(failover.to.description))
                .with(Key.delay, .seconds(failover.delay))
                .with(failover.reason, errorTypes)
        case .held(let error):
            self = Fact("held", "a model is in trouble, and nothing is sent for now").with(error, errorTypes)
        case .unanswered(let error):
            self = Fact("unanswered", "several questions in a row were left unanswered").with(error, errorTypes)
        case .attention(let error):
            self = Fact("attention", "somebody should look at a task").with(error, errorTypes)
        case .delivered(let delivery):
            self = Fact("delivered", "a task is delivered").with(delivery)
        case .failed(let error):
            self = Fact("failed", "a task is over without a video").with(error, errorTypes)
        case .submissionUnknown(_, let evidence):
            self = Fact("submission_unknown", "it is not known whether a service took a task, which may be billed")
                .with(Key.errorType, .text(VideoGenerationError.Code.submissionUnknown.rawValue))
                .with(evidence)
        }
    }

    private func with(_ error: VideoGenerationError, _ errorTypes: ErrorTypes) -> Fact {
        with(Key.errorType, .text(errorTypes.word(for: error.code)))
    }

    private func with(_ delivery: Delivery) -> Fact {
        var fact = self
        for outcome in [SampleOutcome.Outcome.delivered, .filtered, .expired, .failed] {
            let count = delivery.samples.count { $0.outcome == outcome }
            if count > 0 { fact = fact.with(Key.samples + outcome.rawValue, .number(count)) }
        }
        return fact
    }

    // Neither its sentence nor what the reply began with.
    private func with(_ evidence: SubmitEvidence) -> Fact {
        with(Key.submissionPhase, evidence.phase.map { .text($0.rawValue) })
            .with(Key.bytesSent, evidence.bytesSent.map { .number(Int(clamping: $0)) })
            .with(Key.bytesReceived, evidence.bytesReceived.map { .number(Int(clamping: $0)) })
            .with(Key.responseStatus, evidence.status.map { .number($0) })
    }
}

extension FactValue {
    /// The service's id of a task, if it is one: a model without HTTP may call its tasks what it likes, by a path even.
    static func remoteID(of handle: TaskHandle) -> FactValue? {
        let isPlain = handle.remoteID.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "._:-".utf8.contains(byte)
            }
        }
        return isPlain && (1...128).contains(handle.remoteID.utf8.count) ? .text(handle.remoteID) : nil
    }
}
