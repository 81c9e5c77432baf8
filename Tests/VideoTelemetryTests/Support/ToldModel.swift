// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// A model without a wire: it is told what to say.
struct ToldModel: VideoGeneration {
    let descriptor: CapabilityDescriptor
    let surface = Surface(name: "told", baseURL: WebURL("https://told.example"), credential: nil)
    private let outcome: SubmitOutcome
    private let answer: StatusOutcome

    init(submits outcome: SubmitOutcome = .accepted(remoteID: "told-1"), says answer: StatusOutcome) {
        descriptor = CapabilityDescriptor(
            model: ModelID(surface: "told", model: "veo"), title: "Told", mode: .text, vendor: "nobody",
            options: [OptionCapability(.samples, .range(minimum: 1, maximum: 4), default: 1)], sources: [])
        self.outcome = outcome
        self.answer = answer
    }

    /// Says that the task has ended with these samples.
    init(ends locations: [RemoteSample.Location]) {
        let samples = locations.enumerated().map { RemoteSample(index: $0, location: $1) }
        self.init(says: .report(StatusReport(.succeeded(samples), word: Canary.service)))
    }

    func submit(_ submission: Submission) async -> SubmitOutcome { outcome }

    func status(_ query: StatusQuery) async -> StatusOutcome { answer }
}

extension RemoteSample.Location {
    static var video: Self {
        WebURL("https://cdn.example/0.mp4?s=\(Canary.url)").map { .url($0) } ?? .missing(reason: "no URL")
    }
}
