// SPDX-License-Identifier: Apache-2.0
import InMemoryLogging
import InMemoryTracing
import Logging
import Testing
import Tracing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("A span is a task's life in one process")
struct LifeTests {
    private let a = "gen_ai.provider.name=a,gen_ai.request.model=veo-3.1-lite"

    @Test("its parent is the span in which it was submitted, which may end long before")
    func parent() throws {
        let studio = Studio(polls: [.running, .done()])
        let (first, second) = try studio.loop.run {
            let first = try await studio.exported.tracer.withSpan("request one") { _ in try await studio.submit() }
            let second = try await studio.exported.tracer.withSpan("request two") { _ in try await studio.submit() }
            for id in [first, second] { for await _ in await studio.tracker.events(of: id) {} }
            return (first, second)
        }
        let spans = studio.exported.spans
        #expect(spans.map(\.operationName).prefix(2) == ["request one", "request two"])
        #expect(spans.count == 4)
        for (id, request) in zip([first, second], spans) {
            let span = try #require(spans.first { $0["video_generation.task.id"] == id.rawValue })
            #expect(span.parentSpanID == request.spanID)
            #expect(span.traceID == request.traceID)
            #expect(span.endInstant.nanosecondsSinceEpoch > span.startInstant.nanosecondsSinceEpoch)
        }
        #expect(spans[0].traceID != spans[1].traceID)
    }

    @Test("its lines are written in its context, so that a metadata provider can name the trace")
    func lines() throws {
        let studio = Studio()
        try studio.follow()
        let span = try #require(studio.exported.spans.first)
        #expect(!studio.exported.logs.entries.isEmpty)
        for entry in studio.exported.logs.entries { #expect(entry.metadata["span"] == "\(span.spanID)") }
    }

    @Test("taken over after a crash it is a span of its own, found by the task's id")
    func takenOver() throws {
        let crashed = Studio(polls: [.running])
        let id = try crashed.loop.run {
            let id = try await crashed.submit()
            await crashed.pass(.seconds(60))
            return id
        }
        let store = crashed.store.another()
        crashed.store.close()
        #expect(crashed.exported.spans.isEmpty)
        #expect(crashed.exported.tracer.activeSpans.count == 1)

        let studio = Studio(store: store, seed: 2)
        try studio.loop.run {
            try await studio.exported.tracer.withSpan("start") { _ in
                _ = try await studio.tracker.resume(id, with: studio.models)
            }
            for await _ in await studio.tracker.events(of: id) {}
        }
        #expect(studio.exported.spans.count == 2)
        let span = try #require(studio.exported.spans.last)
        #expect(span["video_generation.task.id"] == id.rawValue)
        #expect(span["video_generation.task.taken_over"] == "true")
        #expect(span["video_generation.submission.count"] == "0")
        #expect(span["gen_ai.response.id"] == "t-1")
        #expect(span.parentSpanID == studio.exported.spans[0].spanID)
        #expect(span.names == ["poll", "sample", "delivered"])
        #expect(studio.exported.notableLines == ["info began", "info submitted", "info delivered"])
        // How long it took is not known here.
        #expect(studio.exported.measured("gen_ai.client.operation.duration").isEmpty)
        #expect(studio.exported.measured("video_generation.client.ended_tasks") == ["{\(a),task.state=delivered} 1"])
        #expect(studio.exported.measured("video_generation.client.submissions").isEmpty)
    }

    @Test("a submission that a crash cut off ends as unknown in the next life")
    func cutOff() throws {
        let crashed = Studio([[VirtualReply.accepted.after(.seconds(500))]])
        let id = try crashed.loop.run {
            let id = try await crashed.submit()
            await crashed.pass(.seconds(5))
            return id
        }
        let store = crashed.store.another()
        crashed.store.close()
        let studio = Studio(store: store, seed: 2)
        try studio.loop.run { _ = try await studio.tracker.resume(id, with: studio.models) }
        let span = try #require(studio.exported.spans.first)
        #expect(span.words == ["submission_unknown error.type=submission_unknown"])
        #expect(span.status?.code == .error)
        #expect(studio.exported.notableLines == ["info began", "warning submission_unknown"])
    }

    @Test("a stop ends it without an error, and the task is no longer in flight here")
    func stop() throws {
        let studio = Studio(polls: [.running])
        try studio.loop.run {
            _ = try await studio.submit()
            await studio.pass(.seconds(60))
            await studio.tracker.stop()
        }
        let span = try #require(studio.exported.spans.first)
        #expect(studio.exported.tracer.activeSpans.isEmpty)
        #expect(span.names == ["submission", "poll"])
        #expect(span["video_generation.task.state"] == "running")
        #expect(span["error.type"] == nil)
        #expect(span.status == nil)
        #expect(studio.exported.measured("video_generation.client.active_tasks") == ["{\(a)} 1 0"])
        #expect(studio.exported.measured("video_generation.client.ended_tasks").isEmpty)
        #expect(studio.exported.measured("gen_ai.client.operation.duration").isEmpty)
        #expect(studio.exported.notableLines == ["info submitted", "notice left"])
    }

    @Test("a task that is asked for until nobody believes in it ends as an error, and was an event when it changed")
    func overdue() throws {
        let studio = Studio(polls: [.running])
        try studio.follow()
        let span = try #require(studio.exported.spans.first)
        #expect(span.names == ["submission", "poll", "attention"])
        #expect(try #require(span["video_generation.poll.count"].flatMap(Int.init)) > 100)
        #expect(span["video_generation.event.left_out"] == "0")
        #expect(span["video_generation.task.state"] == "running")
        #expect(span.status == .init(code: .error, message: "timed_out"))
        // It is not over: somebody may take it up again.
        #expect(studio.exported.measured("video_generation.client.ended_tasks").isEmpty)
        #expect(studio.exported.notableLines == ["info submitted", "warning attention", "notice left"])
    }

    @Test("who gives a task up gets an end that is no error")
    func cancelled() throws {
        let studio = Studio(polls: [.running])
        try studio.loop.run {
            let id = try await studio.submit()
            await studio.pass(.seconds(60))
            try await studio.tracker.cancel(id)
        }
        let span = try #require(studio.exported.spans.first)
        #expect(span.status == nil)
        #expect(span["error.type"] == "cancelled")
        #expect(span["video_generation.task.state"] == "abandoned")
        #expect(
            studio.exported.measured("video_generation.client.ended_tasks") == [
                "{\(a),task.state=abandoned,error.type=cancelled} 1"
            ])
    }

    @Test("a request that the store has seen is not counted: nothing begins")
    func known() throws {
        let studio = Studio()
        let key = try RequestKey(id: "order-1", digest: "d")
        try studio.loop.run {
            let first = try await studio.submit(key: key)
            for await _ in await studio.tracker.events(of: first) {}
            #expect(try await studio.submit(key: key) == first)
        }
        #expect(studio.exported.spans.count == 1)
        #expect(studio.exported.lines.count { $0 == "debug left" } == 1)
        #expect(studio.exported.measured("video_generation.client.active_tasks") == ["{\(a)} 1 0"])
    }
}
