// SPDX-License-Identifier: Apache-2.0
public import CoreMetrics
public import Logging
public import Tracing
import VideoGenerationCore
public import VideoTasks

/// Tells an app's logs, metrics and traces what a tracker does with its tasks: one span a task, counters and durations by
/// model, and a line for what somebody may want to know.
///
/// Give it to a tracker among `VideoTracker.Configuration.observers`. Copies share what they know of open
/// tasks, and several trackers may share one.
///
/// No prompt, URL, key or path is exported, and no free text, not even a service's: of an error only its code.
public struct VideoTelemetry: TaskObserver {
    private let log: TaskLog?
    private let metrics: TaskMetrics?
    private let tracer: (any Tracer)?
    private let errorTypes = ErrorTypes()
    private let tasks: FollowedTasks

    /// Telemetry into these; nil leaves one out.
    ///
    /// What is not given is what the process was bootstrapped with by then, so bootstrap first. A tracker's observer is
    /// called on its loop: what is given here must take values and return, and send them elsewhere.
    ///
    /// - Parameters:
    ///   - logger: Where lines go; its level decides which.
    ///   - metrics: Makes counters, meters, recorders and timers.
    ///   - tracer: Makes spans.
    ///   - rememberedTasks: How many tasks that are followed at once are told apart, at least one; the oldest span ends
    ///     early when there are more.
    public init(
        logger: Logger? = Logger(label: "swift-video-generation"),
        metrics: (any MetricsFactory)? = MetricsSystem.factory, tracer: (any Tracer)? = InstrumentationSystem.tracer,
        rememberedTasks: Int = 10_000
    ) {
        log = logger.map(TaskLog.init)
        self.metrics = metrics.map(TaskMetrics.init)
        self.tracer = tracer
        tasks = FollowedTasks(limit: rememberedTasks)
    }

    /// Takes note of something that was done with a task.
    public func observe(_ observation: TaskObservation) {
        switch observation.deed {
        case .began(let isTakenOver):
            begin(observation, isTakenOver: isTakenOver)
        case .left(let state):
            end(observation, state)
        case .submitted, .asked, .fetched, .told:
            note(observation)
        }
    }

    private func begin(_ observation: TaskObservation, isTakenOver: Bool) {
        let task = FollowedTask(
            observation, isTakenOver: isTakenOver,
            span: tracer.map { TaskSpan(of: observation, isTakenOver: isTakenOver, by: $0) })
        if let oldest = tasks.add(task, life: observation.life) {
            metrics?.forget(oldest)
            oldest.cutOff(at: oldest.latest)
        }
        metrics?.begin(task)
        tell(observation, in: task.span)
    }

    private func end(_ observation: TaskObservation, _ state: TaskState) {
        let task = tasks.remove(observation.life)
        tell(observation, in: task?.span)
        guard let task else { return }
        metrics?.end(task, in: state, at: observation.at)
        task.end(in: state, at: observation.at)
    }

    private func note(_ observation: TaskObservation) {
        let note = tasks.note(observation, errorTypes)
        metrics?.record(observation, errorTypes)
        if let earlier = note.earlierModel {
            metrics?.move(from: earlier, to: observation.model)
            note.span?.name(observation.model)
        }
        if case .told(.submitted(let handle)) = observation.deed { note.span?.name(handle) }
        tell(observation, in: note.span, asEvent: note.isEvent)
    }

    /// Makes of an observation what the log and the span hold, if either wants it.
    private func tell(_ observation: TaskObservation, in span: TaskSpan?, asEvent isEvent: Bool = false) {
        let level = Fact.level(of: observation.deed)
        let isLogged = log?.takes(level) == true
        guard isLogged || isEvent else { return }
        let fact = Fact(observation, errorTypes)
        if isLogged { log?.write(fact, level, about: observation, in: span) }
        if isEvent { span?.add(fact, at: observation.at) }
    }
}
