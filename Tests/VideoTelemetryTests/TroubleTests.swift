// SPDX-License-Identifier: Apache-2.0
import InMemoryTracing
import Testing
import Tracing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("A task that meets trouble")
struct TroubleTests {
    private let a = "gen_ai.provider.name=a,gen_ai.request.model=veo-3.1-lite"
    private let b = "gen_ai.provider.name=b,gen_ai.request.model=veo-3.1-lite"

    @Test("a submission that did nothing is an event, a notice and a count, and the retry another")
    func retry() throws {
        let studio = Studio([[.unreachable, .unavailable, .accepted]])
        try studio.follow()
        let span = try #require(studio.exported.spans.first)
        #expect(
            span.names == ["submission", "retry", "submission", "retry", "submission", "poll", "sample", "delivered"])
        #expect(
            span.words[0] == "submission duration=0.01 error.type=service_unavailable gen_ai.provider.name=a "
                + "gen_ai.request.model=veo-3.1-lite submission.outcome=not_sent")
        #expect(span.words[1].hasPrefix("retry delay="))
        #expect(span.words[1].hasSuffix(" error.type=service_unavailable submission.number=1"))
        #expect(span["video_generation.submission.count"] == "3")
        // A trouble that was overcome is not the task's error.
        #expect(span["error.type"] == nil)
        #expect(span.status == nil)
        #expect(
            studio.exported.measured("video_generation.client.submissions") == [
                "{\(a),submission.outcome=accepted} 1",
                "{\(a),submission.outcome=not_sent,error.type=service_unavailable} 1",
                "{\(a),submission.outcome=rejected,error.type=service_unavailable} 1",
            ])
        #expect(
            studio.exported.measured("video_generation.client.notices") == [
                "{\(a),notice=retry,error.type=service_unavailable} 2"
            ])
        #expect(studio.exported.notableLines == ["notice retry", "notice retry", "info submitted", "info delivered"])
    }

    @Test("after a failover the span and the task in flight are the next model's; the failover names both")
    func failover() throws {
        let studio = Studio([[.refusal(401, "INVALID_API_KEY")], [.accepted]])
        try studio.follow()
        #expect(studio.exported.spans.count == 1)
        let span = try #require(studio.exported.spans.first)
        #expect(span.names == ["submission", "failover", "submission", "poll", "sample", "delivered"])
        #expect(
            span.words[1] == "failover delay=0.0 error.type=authentication failover.from=a/veo-3.1-lite "
                + "failover.to=b/veo-3.1-lite")
        #expect(span.words[0].contains("gen_ai.provider.name=a") && span.words[2].contains("gen_ai.provider.name=b"))
        #expect(span["gen_ai.provider.name"] == "b")
        #expect(
            studio.exported.measured("video_generation.client.failovers") == [
                "{\(a),failover.to=b/veo-3.1-lite,error.type=authentication} 1"
            ])
        #expect(studio.exported.measured("video_generation.client.active_tasks") == ["{\(a)} 1 0", "{\(b)} 1 0"])
        #expect(
            studio.exported.measured("video_generation.client.ended_tasks") == ["{\(b),task.state=delivered} 1"])
        #expect(studio.exported.notableLines == ["notice failover", "info submitted", "info delivered"])
    }

    @Test("an outcome that nobody knows is an error with its evidence, and warned of")
    func unknown() throws {
        let studio = Studio([[.lost]])
        try studio.follow()
        let span = try #require(studio.exported.spans.first)
        #expect(
            span.words == [
                "submission duration=0.01 gen_ai.provider.name=a gen_ai.request.model=veo-3.1-lite "
                    + "submission.outcome=unknown",
                "submission_unknown error.type=submission_unknown submission.bytes_received=0 "
                    + "submission.bytes_sent=100 submission.phase=waiting",
            ])
        #expect(span.status == .init(code: .error, message: "submission_unknown"))
        #expect(span["error.type"] == "submission_unknown")
        #expect(span["video_generation.task.state"] == "submission_unknown")
        #expect(span["gen_ai.response.id"] == nil)
        #expect(
            studio.exported.measured("video_generation.client.submissions") == ["{\(a),submission.outcome=unknown} 1"])
        #expect(
            studio.exported.measured("video_generation.client.ended_tasks") == [
                "{\(a),task.state=submission_unknown,error.type=submission_unknown} 1"
            ])
        #expect(
            studio.exported.measured("gen_ai.client.operation.duration") == [
                "{\(a),gen_ai.operation.name=generate_content,error.type=submission_unknown} 0.01s"
            ])
        #expect(studio.exported.notableLines == ["notice submission", "warning submission_unknown"])
    }

    @Test("a failure by the service is an error by its code, without the service's words")
    func failed() throws {
        let studio = Studio(polls: [.running, .status("TASK_STATUS_FAILED")])
        try studio.follow()
        let span = try #require(studio.exported.spans.first)
        #expect(span.names == ["submission", "poll", "poll", "failed"])
        #expect(span.words.last == "failed error.type=generation_failed")
        #expect(span.status == .init(code: .error, message: "generation_failed"))
        #expect(span["video_generation.task.state"] == "failed")
        #expect(
            studio.exported.measured("video_generation.client.ended_tasks") == [
                "{\(a),task.state=failed,error.type=generation_failed} 1"
            ])
        #expect(studio.exported.measured("video_generation.client.samples").isEmpty)
        #expect(studio.exported.notableLines == ["info submitted", "warning failed"])
    }

    @Test("a model in trouble holds the task back, which is told once")
    func held() throws {
        let studio = Studio([[.lost, .lost, .lost, .lost, .lost, .accepted]])
        for _ in 0..<5 { try studio.follow() }
        try studio.follow()
        #expect(studio.exported.spans.count == 6)
        let span = try #require(studio.exported.spans.last)
        #expect(span.names == ["held", "submission", "poll", "sample", "delivered"])
        #expect(span.words[0].hasPrefix("held error.type="))
        #expect(
            studio.exported.measured("video_generation.client.notices").map { $0.split(separator: "} ").last } == ["1"])
        #expect(
            studio.exported.measured("video_generation.client.active_tasks")
                == ["{\(a)} " + (0..<6).map { _ in "1 0" }.spaced])
        #expect(studio.exported.notableLines.suffix(3) == ["notice held", "info submitted", "info delivered"])
    }

    @Test("questions without an answer are counted, told apart by their code, and the same again is no event")
    func unanswered() throws {
        let broken = VirtualReply.json("<html>502</html>", status: 502)
        let studio = Studio(polls: Array(repeating: broken, count: 6) + [.running, .done()])
        try studio.follow()
        let span = try #require(studio.exported.spans.first)
        #expect(
            span.names == ["submission", "poll", "unanswered", "unanswered", "poll", "poll", "sample", "delivered"])
        #expect(span.words[1] == "poll duration=0.01 error.type=protocol")
        #expect(span["video_generation.poll.count"] == "8")
        #expect(span["video_generation.poll.failures"] == "6")
        #expect(
            studio.exported.measured("video_generation.client.poll.duration") == [
                "{\(a),error.type=protocol} \(Array(repeating: "0.01s", count: 6).spaced)", "{\(a)} 0.01s 0.01s",
            ])
        #expect(span.status == nil)
        #expect(
            studio.exported.notableLines == [
                "info submitted", "notice unanswered", "notice unanswered", "info delivered",
            ])
    }

    @Test("a refused key is a warning, and forgotten once the task goes on")
    func attention() throws {
        let refused = VirtualReply.refusal(401, "INVALID_API_KEY")
        let studio = Studio(polls: Array(repeating: refused, count: 4) + [.done()])
        try studio.follow()
        let span = try #require(studio.exported.spans.first)
        #expect(span.names == ["submission", "poll", "attention", "poll", "sample", "delivered"])
        #expect(span.words[2] == "attention error.type=authentication")
        #expect(span["error.type"] == nil)
        #expect(studio.exported.notableLines == ["info submitted", "warning attention", "info delivered"])
    }
}
