// SPDX-License-Identifier: Apache-2.0
import InMemoryLogging
import InMemoryTracing
import Logging
import Testing
import Tracing
import VideoGenerationCore
import VideoTasks

@Suite("A task that is delivered")
struct SuccessTests {
    private func followed() throws -> (Studio, TaskID) {
        let studio = Studio(polls: [.queued, .running, .running, .done()])
        return (studio, try studio.follow())
    }

    @Test("is one span, from its record to its last event, with what changed as events")
    func span() throws {
        let (studio, id) = try followed()
        #expect(studio.exported.spans.count == 1)
        #expect(studio.exported.tracer.activeSpans.isEmpty)
        let span = try #require(studio.exported.spans.first)
        #expect(span.operationName == "generate_content veo-3.1-lite")
        #expect(span.kind == .client)
        #expect(span.status == nil)
        #expect(span.errors.isEmpty)
        #expect(span.parentSpanID == nil)
        #expect(span.startInstant.nanosecondsSinceEpoch == 1_800_000_000_000_000_000)
        // The submission, four questions, and the waits between them.
        #expect((span.endInstant.nanosecondsSinceEpoch - 1_800_000_000_000_000_000) / 1_000_000 == 12_226)
        #expect(
            span.attributes.words == [
                "event.left_out=0", "gen_ai.operation.name=generate_content", "gen_ai.output.type=video",
                "gen_ai.provider.name=a", "gen_ai.request.model=veo-3.1-lite", "gen_ai.response.id=t-1",
                "gen_ai.response.model=veo-3.1-lite", "poll.count=4", "poll.failures=0", "submission.count=1",
                "task.id=\(id.rawValue)", "task.state=delivered", "task.taken_over=false",
            ])
        #expect(
            span.words == [
                "submission duration=0.01 gen_ai.provider.name=a gen_ai.request.model=veo-3.1-lite "
                    + "submission.outcome=accepted",
                "poll duration=0.01 task.state=queued", "poll duration=0.01 task.state=running",
                "poll duration=0.01 task.state=delivering",
                "sample duration=0.0 sample.index=0 sample.outcome=delivered",
                "delivered samples.delivered=1",
            ])
        let times = span.events.map(\.nanosecondsSinceEpoch)
        #expect(times == times.sorted())
        #expect(times[0] == span.startInstant.nanosecondsSinceEpoch + 10_000_000)
    }

    @Test("is counted and measured by model, in seconds")
    func metrics() throws {
        let (studio, _) = try followed()
        let model = "gen_ai.provider.name=a,gen_ai.request.model=veo-3.1-lite"
        #expect(
            studio.exported.measured == [
                "gen_ai.client.operation.duration{\(model),gen_ai.operation.name=generate_content} 12.226s",
                "video_generation.client.active_tasks{\(model)} 1 0",
                "video_generation.client.ended_tasks{\(model),task.state=delivered} 1",
                "video_generation.client.poll.duration{\(model)} 0.01s 0.01s 0.01s 0.01s",
                "video_generation.client.sample.fetch.duration{\(model),sample.outcome=delivered} 0.0s",
                "video_generation.client.samples{\(model),sample.outcome=delivered} 1",
                "video_generation.client.submission.duration{\(model),submission.outcome=accepted} 0.01s",
                "video_generation.client.submissions{\(model),submission.outcome=accepted} 1",
            ])
    }

    @Test("is two lines at info, and the rest at debug, each with the task and the model")
    func logs() throws {
        let (studio, id) = try followed()
        #expect(
            studio.exported.lines == [
                "debug began", "debug submission", "info submitted", "debug poll", "debug status", "debug poll",
                "debug status", "debug poll", "debug poll", "debug status", "debug sample", "info delivered",
                "debug left",
            ])
        let common: Logger.Metadata = [
            "video_generation.task.id": "\(id.rawValue)", "gen_ai.provider.name": "a",
            "gen_ai.request.model": "veo-3.1-lite",
        ]
        for entry in studio.exported.logs.entries {
            for (key, value) in common { #expect(entry.metadata[key] == value) }
            #expect(entry.error == nil)
        }
        let submitted = try #require(studio.exported.logs.entries.first { $0.level == .info })
        #expect(submitted.message == "the service has a task")
        let named: Logger.Metadata = ["event.name": "video_generation.submitted", "gen_ai.response.id": "t-1"]
        #expect(submitted.metadata.filter { $0.key != "span" } == common.merging(named) { $1 })
    }

    @Test("to a sink: the bytes of what was delivered, and no word about why a sample was held back")
    func sink() throws {
        let studio = Studio(
            model: ToldModel(ends: [.video, .filtered(reason: Canary.service), .missing(reason: Canary.service)]),
            sinks: [KeepingSink()])
        try studio.follow(to: .sink("shelf"), samples: 3)
        let span = try #require(studio.exported.spans.first)
        let size = TinyMP4.bytes.count
        #expect(
            Set(span.words.dropFirst(2).dropLast()) == [
                "sample duration=0.0 sample.index=1 sample.outcome=filtered",
                "sample duration=0.0 sample.index=2 sample.outcome=failed",
                "sample duration=0.01 sample.duration=8.0 sample.height=720 sample.index=0 sample.outcome=delivered "
                    + "sample.size=\(size) sample.width=1280",
            ])
        #expect(span.words.last == "delivered samples.delivered=1 samples.failed=1 samples.filtered=1")
        #expect(span.status == nil)
        let model = "gen_ai.provider.name=told,gen_ai.request.model=veo"
        #expect(
            studio.exported.measured("video_generation.client.samples") == [
                "{\(model),sample.outcome=delivered} 1", "{\(model),sample.outcome=failed} 1",
                "{\(model),sample.outcome=filtered} 1",
            ])
        #expect(studio.exported.measured("video_generation.client.sample.size") == ["{\(model)} \(size)"])
        #expect(studio.exported.notableLines == ["info submitted", "notice sample", "notice sample", "info delivered"])
    }
}
