// SPDX-License-Identifier: Apache-2.0
import InMemoryLogging
import InMemoryTracing
import LocalFiles
import Logging
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("What is exported holds no prompt, URL, key, path or word of a service")
struct SecretTests {
    private static let error = VideoGenerationError(
        .init(rawValue: "\(Canary.service) \(Canary.prompt)"), "\(Canary.service) \(Canary.prompt)")

    /// Each is a life of its own kind.
    private static func studios() -> [(Studio, Destination)] {
        let refused = VirtualReply.refusal(401, "INVALID_API_KEY")
        let html = VirtualReply.json("<html>\(Canary.service) \(Canary.prompt)</html>", status: 502)
        let evidence = SubmitEvidence(message: Canary.service, bodyStart: Canary.prompt)
        let locations: [RemoteSample.Location] = [
            .video, .filtered(reason: Canary.service), .missing(reason: Canary.prompt),
        ]
        return [
            (Studio(polls: [.queued, .running, .done(3)]), .links),
            (Studio([[refused], [.accepted]]), .links),
            (Studio([[.unavailable, .accepted]]), .links),
            (Studio([[.refusal(403, "ILLEGAL_PROMPT")]]), .links),
            (Studio([[html]]), .links),
            (Studio(polls: Array(repeating: html, count: 6) + [.done()]), .links),
            (Studio(polls: Array(repeating: refused, count: 5) + [.done()]), .links),
            (Studio(polls: [.status("TASK_STATUS_FAILED")]), .links),
            (Studio(polls: [.refusal(404, "TASK_NOT_FOUND")]), .links),
            (Studio(model: ToldModel(ends: locations), sinks: [KeepingSink()]), .sink("shelf")),
            (Studio(model: ToldModel(ends: [.file("/\(Canary.path)/0.mp4")])), .links),
            (
                Studio(
                    model: ToldModel(
                        submits: .accepted(remoteID: "/\(Canary.path)/1"),
                        says: .report(
                            StatusReport(.failed(ServiceRefusal(error.code, error.message)), word: Canary.service)))),
                .links
            ),
            (
                Studio(model: ToldModel(submits: .rejected(error), says: .report(StatusReport(.running, word: "")))),
                .links
            ),
            (
                Studio(model: ToldModel(submits: .unknown(evidence), says: .report(StatusReport(.running, word: "")))),
                .links
            ),
        ]
    }

    @Test("at any level, in logs, labels, attributes and events", arguments: studios().indices)
    func nowhere(_ index: Int) throws {
        let (studio, destination) = Self.studios()[index]
        try studio.follow(to: destination, samples: destination == .links ? nil : 3)
        let text = studio.exported.everything
        #expect(studio.exported.spans.count == 1)
        #expect(studio.exported.logs.entries.count > 3)
        #expect(text.contains("gen_ai.request.model"))
        for canary in Canary.all { #expect(!text.contains(canary), "\(canary)") }
    }

    @Test("also of a file that a delivery names")
    func files() throws {
        let plan = try OutputPlan(output: "/nowhere/\(Canary.path)/video.mp4", samples: 1)
        let studio = Studio()
        try studio.follow(to: .files(plan))
        #expect(studio.exported.spans.first?.words.last == "failed error.type=output_unwritable")
        for canary in Canary.all + ["/nowhere"] { #expect(!studio.exported.everything.contains(canary), "\(canary)") }
    }

    @Test("and the search finds what it looks for")
    func control() throws {
        let studio = Studio(
            model: ToldModel(
                submits: .accepted(remoteID: Canary.service),
                says: .report(
                    StatusReport(.succeeded([RemoteSample(index: 0, location: .video)]), word: ""))))
        try studio.follow()
        // An id is exported: this one is the canary.
        #expect(studio.exported.everything.contains(Canary.service))
    }
}
