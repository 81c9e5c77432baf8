// SPDX-License-Identifier: Apache-2.0
import InMemoryLogging
import InMemoryTracing
import Logging
import MetricsTestKit
import Testing
import Tracing
import VideoGenerationCore
import VideoTasks
import VideoTelemetry

@Suite("Whatever happens to a task, little is kept of it")
struct BoundTests {
    private let exported = Exported()
    private let model = ModelID(surface: "a", model: "veo")
    private let failure = VideoGenerationError(.serviceUnavailable, "no")

    private func observation(
        _ deed: TaskObservation.Deed, life: Int = 1, task: String = "t", at time: Double = 1_800_000_000
    ) -> TaskObservation {
        TaskObservation(task: TaskID(rawValue: task), life: life, model: model, at: time, deed: deed)
    }

    @Test("of a day of questions the span has as many events as it can hold, and a count of all")
    func longLife() throws {
        let telemetry = exported.telemetry(level: .critical)
        telemetry.observe(observation(.began(isTakenOver: false)))
        for number in 0..<5_000 {
            let state: TaskState = number.isMultiple(of: 2) ? .queued : .running
            telemetry.observe(observation(.asked(state, code: nil, took: .milliseconds(1))))
        }
        for _ in 0..<500 { telemetry.observe(observation(.told(.held(failure)))) }
        telemetry.observe(observation(.told(.failed(failure))))
        telemetry.observe(observation(.left(.failed)))
        let span = try #require(exported.spans.first)
        #expect(span.names.count { $0 == "poll" } == 50)
        #expect(span.names.count { $0 == "held" } == 50)
        #expect(span.names.last == "failed")
        #expect(span.events.count == 101)
        #expect(span["video_generation.poll.count"] == "5000")
        #expect(span["video_generation.event.left_out"] == "\(4_950 + 450)")
        #expect(exported.logs.entries.isEmpty)
    }

    @Test("two lives of one task at the same time have a span each, and do not mix")
    func twoLives() throws {
        let telemetry = exported.telemetry()
        telemetry.observe(observation(.began(isTakenOver: false), life: 1))
        telemetry.observe(observation(.began(isTakenOver: true), life: 2))
        telemetry.observe(observation(.asked(.running, code: nil, took: .zero), life: 1))
        telemetry.observe(observation(.left(.running), life: 1))
        telemetry.observe(observation(.asked(.queued, code: nil, took: .zero), life: 2))
        telemetry.observe(observation(.left(.queued), life: 2))
        #expect(exported.spans.map { $0["video_generation.task.taken_over"] } == ["false", "true"])
        #expect(
            exported.spans.map(\.words) == [
                ["poll duration=0.0 task.state=running"], ["poll duration=0.0 task.state=queued"],
            ])
        #expect(exported.measured("video_generation.client.active_tasks").first?.hasSuffix(" 1 2 1 0") == true)
    }

    @Test("of more tasks than are remembered the oldest is cut off, and said to be")
    func tooMany() throws {
        let telemetry = exported.telemetry(rememberedTasks: 2)
        for life in 1...3 { telemetry.observe(observation(.began(isTakenOver: false), life: life, task: "t\(life)")) }
        #expect(exported.spans.map { $0["video_generation.task.id"] } == ["t1"])
        #expect(exported.spans[0]["video_generation.span.cut_off"] == "true")
        #expect(exported.spans[0]["video_generation.task.state"] == nil)
        // What comes of it still is a line and a number, and nobody's event.
        telemetry.observe(observation(.asked(.running, code: nil, took: .zero), life: 1))
        telemetry.observe(observation(.left(.delivered), life: 1))
        for life in 2...3 { telemetry.observe(observation(.left(.delivered), life: life)) }
        #expect(exported.spans.map { $0["video_generation.task.id"] } == ["t1", "t2", "t3"])
        #expect(exported.spans.allSatisfy { $0.events.isEmpty })
        #expect(exported.measured("video_generation.client.active_tasks").first?.hasSuffix(" 1 2 1 2 1 0") == true)
        #expect(exported.measured("video_generation.client.ended_tasks").first?.hasSuffix(" 2") == true)
    }

    @Test("twenty thousand tasks, one after the other or many at once, leave nothing behind")
    func many() {
        let telemetry = exported.telemetry(level: .critical, rememberedTasks: 100)
        for life in 1...20_000 {
            telemetry.observe(observation(.began(isTakenOver: true), life: life))
            if life.isMultiple(of: 3) { telemetry.observe(observation(.left(.delivered), life: life)) }
        }
        #expect(exported.tracer.activeSpans.count <= 100)
        #expect(exported.tracer.activeSpans.count > 50)
        #expect(exported.spans.count + exported.tracer.activeSpans.count == 20_000)
    }

    @Test("a span whose tracker went away without a word ends with the telemetry, when it was last heard of")
    func goneAway() throws {
        do {
            let telemetry = exported.telemetry()
            telemetry.observe(observation(.began(isTakenOver: false)))
            telemetry.observe(observation(.asked(.running, code: nil, took: .zero), at: 1_800_000_060))
            #expect(exported.tracer.activeSpans.count == 1)
        }
        #expect(exported.tracer.activeSpans.isEmpty)
        let span = try #require(exported.spans.first)
        #expect(span["video_generation.span.cut_off"] == "true")
        #expect(span.endInstant.nanosecondsSinceEpoch == 1_800_000_060_000_000_000)
    }

    @Test("a code that is no word, or one of too many, is no series of its own")
    func codes() {
        let telemetry = exported.telemetry(level: .critical)
        for code in ["The prompt \"a ship\" was refused", "", String(repeating: "x", count: 65), "UPPER"] {
            let code = VideoGenerationError.Code(rawValue: code)
            telemetry.observe(observation(.submitted(.rejected, code: code, took: .zero)))
        }
        #expect(exported.metrics.counters.map(\.dimensions.last?.1) == ["_OTHER"])
        for number in 0..<500 {
            let code = VideoGenerationError.Code(rawValue: "code_\(number)")
            telemetry.observe(observation(.submitted(.rejected, code: code, took: .zero)))
        }
        #expect(exported.metrics.counters.count == 101)
        #expect(exported.metrics.counterTotal(label: "video_generation.client.submissions") == 504)
    }

    @Test("each part can be left out", arguments: 0..<3)
    func parts(_ only: Int) {
        let telemetry = VideoTelemetry(
            logger: only == 0 ? .init(label: "test") { [logs = exported.logs] _ in logs } : nil,
            metrics: only == 1 ? exported.metrics : nil, tracer: only == 2 ? exported.tracer : nil)
        telemetry.observe(observation(.began(isTakenOver: true)))
        telemetry.observe(observation(.submitted(.accepted, code: nil, took: .zero)))
        telemetry.observe(observation(.left(.delivered)))
        #expect(exported.logs.entries.isEmpty == (only != 0))
        #expect(exported.metrics.counters.isEmpty == (only != 1))
        #expect(exported.spans.isEmpty == (only != 2))
    }
}
