// SPDX-License-Identifier: Apache-2.0
package import VideoGenerationCore

// Records of every kind for those who check stores; only this module can make a record.
extension VideoTask {
    /// A new record.
    package static func example(
        id: String, request: NegotiatedRequest, price: PriceEstimate? = nil, destination: Destination = .links,
        key: RequestKey? = nil,
        metadata: [String: String] = [:], owner: StoreOwner? = nil, at time: Double
    ) -> VideoTask {
        VideoTask(
            id: TaskID(rawValue: id), request: request, account: "EXAMPLE_API_KEY", price: price,
            destination: destination, key: key,
            metadata: metadata, owner: owner, at: time)
    }

    /// The next revision of this record, in `state`, with what is known there; the way to it is not looked at.
    package func example(
        in state: TaskState, remoteID: String = "remote-1", message: String = "It happened.",
        code: VideoGenerationError.Code? = nil, owner: StoreOwner? = nil, at time: Double
    ) -> VideoTask {
        let handle = TaskHandle(
            id: id, model: model, mode: mode, origin: "https://api.example.com", credential: "EXAMPLE_API_KEY",
            remoteID: remoteID, samples: sampleCount)
        let evidence = SubmitEvidence(
            phase: .waiting, bytesSent: 1234, bytesReceived: 0, status: nil, message: message, bodyStart: "{\"a\":\u{1}"
        )
        let error = VideoGenerationError(
            code ?? (state == .failed ? .generationFailed : .cancelled), message, isRetryable: state == .cancelled)
        var next = self
        next.stage = Stage.example(in: state, handle: handle, evidence: evidence, failure: TaskFailure(error))
        switch state {
        case .queued: next.attempts.append(SubmitAttempt(.accepted, by: model, at: time))
        case .submissionUnknown:
            next.attempts.append(SubmitAttempt(.unknown, by: model, message, evidence: evidence, at: time))
        default: break
        }
        next.note(state.rawValue, message, at: time)
        next.owner = owner ?? self.owner
        next.updated = time
        next.revision += 1
        return next
    }

    /// The next revision of this record, which asks what `other` asks.
    package func example(asking other: VideoTask, at time: Double) -> VideoTask {
        var next = self
        next.assignment = other.assignment
        next.note("failover", at: time)
        next.updated = time
        next.revision += 1
        return next
    }
}

extension Stage {
    fileprivate static func example(
        in state: TaskState, handle: TaskHandle, evidence: SubmitEvidence, failure: TaskFailure
    ) -> Stage {
        guard case .prepared(let prepared) = beginning, case .submitting(let submitting) = prepared.submit(),
            case .accepted(let accepted) = submitting.accept(as: handle)
        else { return beginning }
        switch state {
        case .prepared: return .prepared(prepared)
        case .submitting: return .submitting(submitting)
        case .submissionUnknown: return submitting.park(evidence)
        case .queued: return .accepted(accepted)
        case .running: return accepted.move(to: .running)
        case .delivering: return accepted.move(to: .delivering)
        case .delivered:
            return accepted.deliver([
                SampleOutcome(
                    index: 0, outcome: .delivered, path: "/videos/a b.mp4", bytes: 9_876_543_210,
                    sha256: String(repeating: "0f", count: 32), duration: 8.041_666_666_666_666, width: 1280,
                    height: 720, reason: "It is shorter than asked for."),
                SampleOutcome(index: 1, outcome: .filtered, reason: "\u{202E}refused"),
            ])
        case .failed: return accepted.end(failure)
        case .abandoned: return accepted.abandon(failure)
        case .cancelled: return prepared.end(failure)
        }
    }
}
