// SPDX-License-Identifier: Apache-2.0
import Tracing
import VideoGenerationCore
import VideoTasks

/// The span of one task, as long as it is followed here.
struct TaskSpan {
    private let span: any Tracing.Span

    /// Begins a span below the one that is current in the task of who submitted, or took over.
    init(of observation: TaskObservation, isTakenOver: Bool, by tracer: any Tracer) {
        span = tracer.startSpan(
            "\(Operation.name) \(observation.model.model)", context: ServiceContext.current ?? .topLevel,
            ofKind: .client, at: WallTime(observation.at))
        span.updateAttributes { attributes in
            attributes[Key.operationName] = Operation.name
            attributes[Key.outputType] = Operation.outputType
            attributes[Key.taskID] = observation.task.rawValue
            attributes[Key.isTakenOver] = isTakenOver
        }
        name(observation.model)
    }

    /// What the log's lines about the task belong to.
    var context: ServiceContext { span.context }

    /// Names the model that has the task, or is asked next.
    func name(_ model: ModelID) {
        span.updateAttributes { attributes in
            attributes[Key.providerName] = model.surface
            attributes[Key.requestModel] = model.model
        }
    }

    /// Names the task at its service.
    func name(_ handle: TaskHandle) {
        span.updateAttributes { attributes in
            attributes[Key.responseModel] = handle.model.model
            if let id = FactValue.remoteID(of: handle) { attributes.set(Key.responseID, value: id.attribute) }
        }
    }

    /// Adds an event.
    func add(_ fact: Fact, at time: Double) {
        var attributes = SpanAttributes([:])
        for (key, value) in fact.attributes { attributes.set(key, value: value.attribute) }
        span.addEvent(SpanEvent(name: fact.name, at: WallTime(time), attributes: attributes))
    }

    /// Ends it, with what is known by then; an error is named, and not quoted.
    func end(with values: [(key: String, value: FactValue)], errorType: String?, at time: Double) {
        span.updateAttributes { attributes in
            for (key, value) in values { attributes.set(key, value: value.attribute) }
            if let errorType { attributes[Key.errorType] = errorType }
        }
        // Who gave a task up wanted its end.
        if let errorType, errorType != VideoGenerationError.Code.cancelled.rawValue {
            span.setStatus(SpanStatus(code: .error, message: errorType))
        }
        span.end(at: WallTime(time))
    }
}
