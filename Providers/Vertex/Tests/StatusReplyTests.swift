// SPDX-License-Identifier: Apache-2.0
import Testing
import VertexProvider
import VideoGenerationCore

@Suite struct StatusReplyTests {
    static let named = #""name":"\#(Veo.operation)""#

    static func words(_ outcome: StatusOutcome) -> [String] {
        switch outcome {
        case .trouble(let trouble): ["\(trouble.kind) \(trouble.error.code): \(trouble.error.message)"]
        case .report(let report):
            switch report.phase {
            case .queued: ["queued"]
            case .running: ["running"]
            case .failed(let refusal): ["failed \(refusal.code): \(refusal.message)"]
            case .succeeded(let samples): samples.map { "\($0.index) \(words($0.location))" }
            }
        }
    }

    static func words(_ location: RemoteSample.Location) -> String {
        switch location {
        case .url(let url): "without the token: \(url)"
        case .credentialed(let url): url.description
        case .file(let path): "a file: \(path)"
        case .filtered(let reason): "filtered: \(reason)"
        case .missing(let reason): "missing: \(reason)"
        }
    }

    @Test(
        "Until it is done, an operation is running, whatever else is said of it",
        arguments: [
            "", #","done":false"#, #","done":null"#, #","metadata":{"state":"WARMING_UP"}"#,
            #","done":"soon","response":{"videos":[]}"#, #","error":null"#,
        ])
    func running(rest: String) throws {
        #expect(try Self.words(Veo.asked("{\(Self.named)\(rest)}")) == ["running"])
    }

    static let storage = "https://storage.googleapis.com/storage/v1/b/films/o/"
    static let inline =
        "missing: It came inside the answer, where it is not taken from. Set storage_uri to a folder in Cloud Storage, "
        + "such as gs://bucket/folder/."

    static func video(_ number: Int) -> String {
        #"{"gcsUri":"gs://films/1/sample_\#(number).mp4","mimeType":"video/mp4"}"#
    }

    @Test(
        "What is there comes first, and what was held back behind it",
        arguments: [
            ("{}", []), (#"{"videos":null,"raiMediaFilteredCount":0}"#, []), (#"{"videos":[]}"#, []),
            (#"{"videos":[\#(video(0))]}"#, ["0 \(storage)1%2Fsample_0.mp4?alt=media"]),
            (
                #"{"raiMediaFilteredCount":1,"raiMediaFilteredReasons":["Held back. Support codes: 58061214"],"#
                    + #""videos":[\#(video(0)),\#(video(2)),\#(video(3))]}"#,
                [
                    "0 \(storage)1%2Fsample_0.mp4?alt=media", "1 \(storage)1%2Fsample_2.mp4?alt=media",
                    "2 \(storage)1%2Fsample_3.mp4?alt=media", "3 filtered: Held back. Support codes: 58061214",
                ]
            ),
            (
                #"{"raiMediaFilteredCount":"2","raiMediaFilteredReasons":["58061214","17301594"]}"#,
                ["0 filtered: Support code 58061214", "1 filtered: Support code 17301594"]
            ),
            (#"{"raiMediaFilteredCount":2,"raiMediaFilteredReasons":["x"]}"#, ["0 filtered: x", "1 filtered: x"]),
            (#"{"raiMediaFilteredCount":1,"raiMediaFilteredReasons":["x",7]}"#, ["0 filtered: x; Support code 7"]),
            (#"{"raiMediaFilteredReasons":["x"]}"#, ["0 filtered: x"]),
            (#"{"raiMediaFilteredCount":0,"raiMediaFilteredReasons":["x"]}"#, ["0 filtered: x"]),
            (#"{"raiMediaFilteredCount":1}"#, ["0 filtered: The service gave no reason."]),
            (#"{"raiMediaFilteredCount":-3,"raiMediaFilteredReasons":[""]}"#, []),
            // As many as were asked for, and not as many as a wild number says.
            (#"{"raiMediaFilteredCount":1e300}"#, (0..<4).map { "\($0) filtered: The service gave no reason." }),
            (#"{"videos":[{"bytesBase64Encoded":"AAAA","mimeType":"video/mp4"}]}"#, ["0 \(inline)"]),
            (#"{"videos":[{},null]}"#, ["0 \(none)", "1 \(none)"]),
            // The shape of the Gemini API, which is another service.
            (#"{"generateVideoResponse":{"generatedSamples":[{"video":{"uri":"https://x.example/a"}}]}}"#, []),
        ] as [(String, [String])])
    func samples(response: String, samples: [String]) throws {
        for done in ["true", #""true""#] {
            let body = #"{\#(Self.named),"done":\#(done),"response":\#(response)}"#
            #expect(try Self.words(Veo.asked(body, samples: 4)) == samples)
        }
    }

    static let none = "missing: The service gave no address for it."

    @Test("Done with nothing at all is a success without a video, which is nobody's success")
    func nothing() throws {
        guard case .report(let report) = try Veo.asked(#"{\#(Self.named),"done":true}"#),
            case .succeeded(let samples) = report.phase
        else {
            Issue.record("no success")
            return
        }
        #expect(samples.isEmpty)
    }

    @Test(
        "An object's name is escaped as it stands, and so that it cannot leave its place",
        arguments: [
            ("gs://films/a b/sample_0.mp4", "films/o/a%20b%2Fsample_0.mp4"),
            ("gs://films/a%20b", "films/o/a%2520b"), ("gs://films/a?b#c&d=+", "films/o/a%3Fb%23c%26d%3D%2B"),
            ("gs://films/../../o", "films/o/..%2F..%2Fo"), ("gs://films//a", "films/o/%2Fa"),
            ("gs://my.films_1-2/\u{E4}", "my.films_1-2/o/%C3%A4"),
        ])
    func objects(address: String, path: String) throws {
        let body =
            #"{\#(Self.named),"done":true,"response":{"videos":[{"gcsUri":\#(JSON.string(address).text)}]}}"#
        #expect(
            try Self.words(Veo.asked(body)) == ["0 https://storage.googleapis.com/storage/v1/b/\(path)?alt=media"])
    }

    @Test(
        "An address that names nothing in Cloud Storage is a missing video",
        arguments: [
            "", "gs://", "gs:///a", "gs://films", "gs://films/", "gs://films/.", "gs://films/..", "gs://Films/a",
            "gs://../a", "gs://f/a", "gs://fi lms/a", "gs://fi%2Flms/a", "gs://films@x/a", "gs://films:80/a",
            "GS://films/a", "https://storage.googleapis.com/films/a", "films/a", "gs://films/a\nb",
            "gs://films/" + String(repeating: "a", count: 1025),
        ])
    func malformed(address: String) throws {
        let body =
            #"{\#(Self.named),"done":true,"response":{"videos":[{"gcsUri":\#(JSON.string(address).text)}]}}"#
        #expect(
            try Self.words(Veo.asked(body)) == [
                "0 missing: The service gave an address for it that names nothing in Cloud Storage."
            ])
    }

    @Test(
        "A failure means what its number does, and a text of Google's page more than that",
        arguments: [
            (#"{"code":3,"message":"x"}"#, "invalid_request: INVALID_ARGUMENT: x"),
            (
                #"{"code":3,"message":"The input image violates Vertex AI's usage guidelines."}"#,
                "content_refused: INVALID_ARGUMENT: The input image violates Vertex AI's usage guidelines."
            ),
            (#"{"code":13,"message":"Support codes: 5"}"#, "content_refused: INTERNAL: Support codes: 5"),
            (#"{"code":"13","message":"x"}"#, "generation_failed: INTERNAL: x"),
            (#"{"code":14}"#, "generation_failed: UNAVAILABLE"), (#"{"code":1}"#, "generation_failed: CANCELLED"),
            (#"{"code":5,"message":"x"}"#, "generation_failed: NOT_FOUND: x"),
            (#"{"code":7,"message":"x"}"#, "authentication: PERMISSION_DENIED: x"),
            (#"{"code":8,"message":"x"}"#, "rate_limited: RESOURCE_EXHAUSTED: x"),
            (#"{"code":9,"message":"x"}"#, "configuration: FAILED_PRECONDITION: x"),
            (#"{"code":99,"message":"x"}"#, "generation_failed: UNKNOWN: x"),
            (#"{"code":0}"#, "generation_failed: UNKNOWN"), ("{}", "generation_failed: UNKNOWN"),
            (#""x""#, "generation_failed: UNKNOWN"),
        ])
    func failures(error: String, words: String) throws {
        #expect(try Self.words(Veo.asked(#"{\#(Self.named),"done":true,"error":\#(error)}"#)) == ["failed \(words)"])
    }

    @Test(
        "An error is trouble and never an end",
        arguments: [
            ("UNAUTHENTICATED", 401, .account), ("PERMISSION_DENIED", 403, .account), ("NOT_FOUND", 404, .unknownTask),
            ("RESOURCE_EXHAUSTED", 429, .passing), ("INVALID_ARGUMENT", 400, .passing), ("INTERNAL", 500, .passing),
            ("UNAVAILABLE", 503, .passing), ("DEADLINE_EXCEEDED", 504, .passing), ("INTERNAL", 200, .passing),
        ] as [(String, Int, StatusOutcome.Trouble.Kind)])
    func trouble(word: String, status: Int, kind: StatusOutcome.Trouble.Kind) throws {
        guard case .trouble(let trouble) = try Veo.asked(Veo.error(word, status), status: status) else {
            Issue.record("an end")
            return
        }
        #expect(trouble.kind == kind)
        #expect(trouble.isServicesWord)
        #expect(trouble.error.message == "\(word): Some text.")
    }

    @Test(
        "What is not about this task, or not readable, is no report",
        arguments: [
            "", "{}", "[]", "null", "<html>busy</html>", #"{"name":"kong"}"#, #"{"error":{"code":13,"message":"x"}}"#,
            #"{"name":"projects/p-1/locations/us-central1/publishers/google/models/m/operations/other","done":true}"#,
            #"{\#(named),"done":true"#, String(repeating: "[", count: 100_000),
        ])
    func unrecognized(body: String) throws {
        guard case .trouble(let trouble) = try Veo.asked(body) else {
            Issue.record("a report")
            return
        }
        #expect(trouble.kind == .passing)
        #expect(!trouble.isServicesWord)
    }

    @Test(
        "An answer is about the task that was asked for, with the project's number or without a name, too",
        arguments: [#""name":"projects/12345/locations/us-central1/operations/a1b0-7c8e","#, ""])
    func otherName(name: String) throws {
        #expect(try Self.words(Veo.asked("{\(name)\"done\":false}")) == ["running"])
    }

    @Test("A report under a bad status says nothing about the task", arguments: [400, 404, 500, 503])
    func badStatus(status: Int) throws {
        guard case .trouble = try Veo.asked(#"{\#(Self.named),"done":true}"#, status: status) else {
            Issue.record("a report")
            return
        }
    }

    @Test("An answer that is cut at any byte says nothing about the task")
    func cut() throws {
        let body = #"{\#(Self.named),"done":true,"response":{"videos":[\#(Self.video(0))]}}"#
        for length in 0..<body.utf8.count {
            let start = String(decoding: Array(body.utf8).prefix(length), as: UTF8.self)
            guard case .trouble = try Veo.asked(start) else {
                Issue.record("\(length)")
                continue
            }
        }
    }
}
