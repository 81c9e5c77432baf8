// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

/// What is exported of an observation: the only place that decides it, for logs and spans alike.
struct Fact {
    /// The event's name in a span, and `event.name` in a log.
    let name: String
    /// The log's line: the same for each such event.
    let message: String
    private(set) var attributes: [(key: String, value: FactValue)] = []

    init(_ name: String, _ message: String) {
        self.name = "video_generation." + name
        self.message = message
    }

    /// The same with one more attribute; nil leaves it out.
    func with(_ key: String, _ value: FactValue?) -> Fact {
        guard let value else { return self }
        var fact = self
        fact.attributes.append((key, value))
        return fact
    }
}

extension Fact {
    /// What is exported of `observation`.
    init(_ observation: TaskObservation, _ errorTypes: ErrorTypes) {
        switch observation.deed {
        case .began(let isTakenOver):
            self = Fact("began", isTakenOver ? "a task is taken over" : "a task is recorded")
                .with(Key.isTakenOver, .flag(isTakenOver))
        case .submitted(let outcome, let code, let took):
            // The task may go to another model later.
            self = Fact("submission", "a submission came to an end")
                .with(Key.providerName, .text(observation.model.surface))
                .with(Key.requestModel, .text(observation.model.model))
                .with(Key.submissionOutcome, .text(outcome.rawValue))
                .with(Key.errorType, code.map { .text(errorTypes.word(for: $0)) })
                .with(Key.duration, .seconds(took))
        case .asked(let state, let code, let took):
            self = Fact("poll", code == nil ? "the service says how a task is doing" : "a question was left unanswered")
                .with(Key.taskState, state.map { .text($0.rawValue) })
                .with(Key.errorType, code.map { .text(errorTypes.word(for: $0)) })
                .with(Key.duration, .seconds(took))
        case .fetched(let sample, let took):
            self.init(sample, took)
        case .told(let event):
            self.init(event, errorTypes)
        case .left(let state):
            self = Fact("left", "a task is not followed here any more").with(Key.taskState, .text(state.rawValue))
        }
    }

    // Neither path, URL nor place, and no reason: it may quote the service.
    private init(_ sample: SampleOutcome, _ took: Duration) {
        self = Fact("sample", "a sample came to an end")
            .with(Key.sampleIndex, .number(sample.index))
            .with(Key.sampleOutcome, .text(sample.outcome.rawValue))
            .with(Key.sampleSize, sample.bytes.map { .number($0) })
            .with(Key.sampleSeconds, sample.duration.map { .decimal($0) })
            .with(Key.sampleWidth, sample.width.map { .number($0) })
            .with(Key.sampleHeight, sample.height.map { .number($0) })
            .with(Key.duration, .seconds(took))
    }
}
