// SPDX-License-Identifier: Apache-2.0
import CoreMetrics
import InMemoryLogging
import InMemoryTracing
import Logging
import MetricsTestKit
import Tracing
import VideoTelemetry

/// What was exported, kept in memory: nothing here is bootstrapped.
struct Exported: Sendable {
    let logs = InMemoryLogHandler()
    let metrics = TestMetrics()
    let tracer = InMemoryTracer()

    func telemetry(level: Logger.Level = .trace, rememberedTasks: Int = 10_000) -> VideoTelemetry {
        // As a tracing backend's provider does it.
        var handler = logs
        handler.metadataProvider = Logger.MetadataProvider {
            ServiceContext.current?.inMemorySpanContext.map { ["span": "\($0.spanID)"] } ?? [:]
        }
        var logger = Logger(label: "test") { [handler] _ in handler }
        logger.logLevel = level
        return VideoTelemetry(logger: logger, metrics: metrics, tracer: tracer, rememberedTasks: rememberedTasks)
    }

    var spans: [FinishedInMemorySpan] { tracer.finishedSpans }

    /// The lines as `level name`, the name without its common beginning.
    var lines: [String] {
        logs.entries.map { "\($0.level) \(short($0.metadata["event.name"]?.description ?? "?"))" }
    }

    /// The lines at `info` or above.
    var notableLines: [String] { lines.filter { !$0.hasPrefix("debug") } }

    /// All that was measured, as `label{dimensions} values`, in order. Seconds for timers; what a clock decides to the
    /// millisecond.
    var measured: [String] {
        let counters = metrics.counters.map { series($0.label, $0.dimensions, "\($0.totalValue)") }
        let meters = metrics.meters.map { series($0.label, $0.dimensions, $0.values.map { "\(Int($0))" }.spaced) }
        let recorders = metrics.recorders.map { series($0.label, $0.dimensions, $0.values.map { "\(Int($0))" }.spaced) }
        let timers = metrics.timers.map { timer in
            let unit = timer.displayUnit == .seconds ? "s" : "?"
            return series(
                timer.label, timer.dimensions, timer.values.map { "\(Double($0 / 1_000_000) / 1000)\(unit)" }.spaced)
        }
        return (counters + meters + recorders + timers).sorted()
    }

    /// What was measured under a label, without the label.
    func measured(_ label: String) -> [String] {
        measured.filter { $0.hasPrefix(label + "{") }.map { String($0.dropFirst(label.count)) }
    }

    private func series(_ label: String, _ dimensions: [(String, String)], _ values: String) -> String {
        "\(label){\(dimensions.map { "\(short($0.0))=\($0.1)" }.joined(separator: ","))} \(values)"
    }

    /// Everything that was exported, as text: names, labels, attributes, events, messages.
    var everything: String {
        var text = ""
        for entry in logs.entries {
            text += "\(entry.level) \(entry.message) \(entry.metadata) \(entry.error as Any)\n"
        }
        text += measured.joined(separator: "\n")
        for span in spans {
            text +=
                "\n\(span.operationName) \(span.attributes.words) \(span.status as Any) \(span.errors) \(span.links)"
            for event in span.events { text += "\n\(event.name) \(event.attributes.words)" }
        }
        return text
    }
}

/// A name without what all of ours begin with.
func short(_ name: String) -> String {
    name.hasPrefix("video_generation.") ? String(name.dropFirst("video_generation.".count)) : name
}

extension [String] {
    var spaced: String { joined(separator: " ") }
}

extension FinishedInMemorySpan {
    /// The events as `name attribute=value …`, in order.
    var words: [String] {
        events.map { ([short($0.name)] + $0.attributes.words).spaced }
    }

    /// The names of the events, in order.
    var names: [String] { events.map { short($0.name) } }

    subscript(_ key: String) -> String? { attributes.get(key)?.word }
}

extension SpanAttributes {
    /// The attributes as `key=value`, by key.
    var words: [String] {
        var words: [String] = []
        forEach { key, value in words.append("\(short(key))=\(value.word)") }
        return words.sorted()
    }
}

extension SpanAttribute {
    var word: String {
        switch self {
        case .string(let value): value
        case .int64(let value): "\(value)"
        case .double(let value): "\((value * 1000).rounded() / 1000)"
        case .bool(let value): "\(value)"
        default: "another type"
        }
    }
}
