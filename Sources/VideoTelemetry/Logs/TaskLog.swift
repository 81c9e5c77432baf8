// SPDX-License-Identifier: Apache-2.0
import Logging
import Tracing
import VideoGenerationCore
import VideoTasks

/// Writes facts as lines, each with its task and its model.
struct TaskLog {
    private let logger: Logger

    init(_ logger: Logger) {
        self.logger = logger
    }

    func takes(_ level: Logger.Level) -> Bool { logger.logLevel <= level }

    /// Writes a line, in the context of the task's span: a metadata provider adds the trace then.
    func write(_ fact: Fact, _ level: Logger.Level, about observation: TaskObservation, in span: TaskSpan?) {
        guard let span else { return write(fact, level, observation) }
        ServiceContext.withValue(span.context) { write(fact, level, observation) }
    }

    private func write(_ fact: Fact, _ level: Logger.Level, _ observation: TaskObservation) {
        var metadata: Logger.Metadata = [
            Key.eventName: .string(fact.name), Key.taskID: .string(observation.task.rawValue),
            Key.providerName: .string(observation.model.surface), Key.requestModel: .string(observation.model.model),
        ]
        for (key, value) in fact.attributes { metadata[key] = value.metadata }
        logger.log(level: level, "\(fact.message)", metadata: metadata)
    }
}
