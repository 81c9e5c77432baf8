// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoGenerationTesting

extension BeaconModel {
    /// What the service that does not exist says.
    static let wire = WireSamples(
        id: "r-77",
        accepted: WireReply(
            #"{"render":{"id":"r-77","state":"waiting"},"position":3,"ask":"https://api.beacon.example/base/renders/r-77"}"#,
            status: 201),
        refusals: [
            WireRefusal(#"{"refused":"KEY","text":"Who are you?"}"#, status: 401, .authentication),
            WireRefusal(#"{"refused":"SLOW","text":"Later."}"#, status: 429, .rateLimited, isRetryable: true),
            WireRefusal(#"{"refused":"ODD","text":"1301"}"#, status: 500, .invalidRequest),
        ],
        queued: #"{"render":{"id":"r-77","state":"waiting","percent":null}}"#,
        running: #"{"render":{"id":"r-77","state":"drawing","percent":40}}"#,
        word: { #"{"render":{"id":"r-77","state":"\#($0)","percent":40}}"# },
        finished: [
            WireFinish(
                #"{"render":{"id":"r-77","state":"done"},"clips":[{"href":"https://cdn.beacon.example/1.mp4?s=1"},{"held_back":true},{"href":"https://cdn.beacon.example/3.mp4"},{}]}"#,
                samples: [
                    "https://cdn.beacon.example/1.mp4?s=1", .filtered, "https://cdn.beacon.example/3.mp4", .missing,
                ]),
            WireFinish(
                #"{"render":{"id":"r-77","state":"done"},"vault":"https://vault.beacon.example/77"}"#,
                samples: [.credentialed("https://vault.beacon.example/77")]),
            WireFinish(
                #"{"render":{"id":"r-77","state":"done"}}"#,
                samples: [.credentialed("https://api.beacon.example/base/renders/r-77/file")]),
        ],
        failed: [WireRefusal(#"{"render":{"id":"r-77","state":"broken"},"why":"No light."}"#, .generationFailed)],
        statusRefusals: [WireRefusal(#"{"refused":"GONE"}"#, status: 404, .taskNotFound)],
        documentedFields: [
            "prompt", "image", "references", "seconds", "resolution", "count", "sound", "seed", "without", "strength",
            "mood", "request", "?auth", "?api_key",
        ])
}

/// The same model with verbs of its own, which it need not have.
struct OwnVerbs: HTTPVideoGeneration {
    let base: BeaconModel

    var descriptor: CapabilityDescriptor { base.descriptor }
    var surface: Surface { base.surface }

    func submitCall(for request: NegotiatedRequest) throws(VideoGenerationError) -> HTTPCall {
        try base.submitCall(for: request)
    }

    func readSubmit(_ reply: HTTPReply) -> SubmitReading { base.readSubmit(reply) }

    func statusCall(for task: TaskHandle) throws(VideoGenerationError) -> HTTPCall { try base.statusCall(for: task) }

    func readStatus(_ reply: HTTPReply, of task: TaskHandle) -> StatusReading { base.readStatus(reply, of: task) }

    func submit(_ submission: Submission) async -> SubmitOutcome {
        var outcome = await send(submission)
        if base.fault == .resubmits, case .unknown = outcome { outcome = await send(submission) }
        if base.fault == .takesCancelledForUnknown, case .notSent = outcome {
            return .unknown(SubmitEvidence(message: "It was cancelled."))
        }
        return outcome
    }

    private func send(_ submission: Submission) async -> SubmitOutcome {
        do {
            let call = try submitCall(for: submission.request)
            let outcome = SubmitOutcome(
                judging: try await submission.connection.send(call, purpose: .submit), reading: readSubmit)
            // By its own hand, without taking keys out.
            return base.fault == .quotesKey ? outcome : outcome.withoutTexts
        } catch {
            return .notSent(VideoGenerationError(.internalFailure, "No call."))
        }
    }
}

extension SubmitOutcome {
    fileprivate var withoutTexts: SubmitOutcome {
        switch self {
        // A link may quote the key as well.
        case .accepted(let id, _): .accepted(remoteID: id)
        case .notSent(let error): .notSent(VideoGenerationError(error.code, "It was not sent."))
        case .rejected(let error): .rejected(VideoGenerationError(error.code, "It was refused."))
        case .unknown(let evidence): .unknown(SubmitEvidence(status: evidence.status, message: "Nobody knows."))
        }
    }
}
