// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import Testing
import VideoGenerationCore

@Suite struct StatusReplyTests {
    static func body(_ status: String, task: String = "", rest: String = "") -> String {
        #"{"task":{"task_id":"7c9e6679-7425-40de","status":"\#(status)"\#(task)}\#(rest)}"#
    }

    static func name(_ phase: StatusReport.Phase?) -> String {
        switch phase {
        case nil: "none"
        case .queued: "queued"
        case .running: "running"
        case .succeeded(let samples): "succeeded \(samples.count)"
        case .failed(let refusal): "failed \(refusal.code.rawValue): \(refusal.message)"
        }
    }

    @Test(
        "A word is read by the document, and an unknown one is still running",
        arguments: [
            ("TASK_STATUS_QUEUED", "queued"), ("TASK_STATUS_PROCESSING", "running"),
            ("TASK_STATUS_SUCCEED", "succeeded 0"),
            ("TASK_STATUS_FAILED", "failed generation_failed: The service gave no reason."),
            ("TASK_STATUS_UNKNOWN", "running"),
            ("TASK_STATUS_CANCELED", "running"), ("TASK_STATUS_SUCCEEDED", "running"),
            ("task_status_failed", "running"),
            ("expired", "running"), ("", "running"), ("\u{1F3AC}", "running"),
        ])
    func words(word: String, phase: String) throws {
        let report = try #require(Lite.report(Self.body(word)))
        #expect(Self.name(report.phase) == phase)
        #expect(report.word == word)
    }

    @Test("A reply as it is seen on the wire is read in full")
    func whole() throws {
        let report = try #require(
            Lite.report(
                #"""
                {"extra":{"seed":"158881667","debug_info":{"request_info":"","submit_time_ms":""},"has_nsfw_contents":[]},
                "task":{"task_id":"7c9e6679-7425-40de","task_type":"IMG_TO_VIDEO","status":"TASK_STATUS_SUCCEED","reason":"",
                "eta":0,"progress_percent":0},
                "images":[{"image_url":"https://x.example/last.png","image_url_ttl":"172800","nsfw_detection_result":null}],
                "videos":[{"video_url":"https://x.example/a.mp4?q-sign=1","video_url_ttl":"0","video_type":"mp4","nsfw_detection_result":null},
                {"video_url":"https:\/\/x.example\/b.mp4","video_url_ttl":3600,"video_type":"mov"}],
                "audios":[{"audio_url":"https://x.example/a.wav"}]}
                """#))
        guard case .succeeded(let samples) = report.phase else {
            Issue.record("\(report)")
            return
        }
        #expect(Self.locations(samples) == ["0 https://x.example/a.mp4?q-sign=1", "1 https://x.example/b.mp4"])
        #expect(report.progress == nil)
        #expect(report.eta == nil)
    }

    static func locations(_ samples: [RemoteSample]) -> [String] {
        samples.map { sample in
            switch sample.location {
            case .url(let url): "\(sample.index) \(url)"
            case .credentialed(let url): "\(sample.index) with the key: \(url)"
            case .file(let path): "\(sample.index) a file: \(path)"
            case .filtered: "\(sample.index) filtered"
            case .missing: "\(sample.index) missing"
            }
        }
    }

    @Test(
        "Success has the videos that there are, each in its place",
        arguments: [
            ("", []), (#","videos":null"#, []), (#","videos":[]"#, []), (#","videos":{}"#, []),
            (#","videos":"none""#, []),
            (#","videos":[{"video_url":"https://x.example/a"}]"#, ["0 https://x.example/a"]),
            (#","videos":[{},{"video_url":"https://x.example/b"}]"#, ["0 missing", "1 https://x.example/b"]),
            (
                #","videos":[null,{"video_url":null},{"video_url":""},{"video_url":7}]"#,
                ["0 missing", "1 missing", "2 missing", "3 missing"]
            ),
            (
                #","images":[{"image_url":"https://x.example/i"}],"audios":[{"audio_url":"https://x.example/s"}],"videos":[]"#,
                []
            ),
        ])
    func videos(rest: String, locations: [String]) throws {
        let report = try #require(Lite.report(Self.body("TASK_STATUS_SUCCEED", rest: rest)))
        guard case .succeeded(let samples) = report.phase else {
            Issue.record("\(report)")
            return
        }
        #expect(Self.locations(samples) == locations)
    }

    @Test(
        "An address that must not be fetched is a missing sample, and the reason does not call it absent",
        arguments: [
            "javascript:alert(1)", "file:///etc/passwd", "/videos/a.mp4", "a.mp4", "//x.example/a.mp4",
            "ftp://x.example/a",
            "https://user@x.example/a", "https://x.example\\@evil.example/", "https://x.example/a\\b.mp4",
            "https://x.example:0/", "https://",
        ])
    func badURL(url: String) throws {
        let escaped = JSON.string(url).text
        let report = try #require(
            Lite.report(Self.body("TASK_STATUS_SUCCEED", rest: #","videos":[{"video_url":\#(escaped)}]"#)))
        guard case .succeeded(let samples) = report.phase, case .missing(let reason)? = samples.first?.location else {
            Issue.record("\(report)")
            return
        }
        #expect(reason == "The service gave an address for it that cannot be fetched.")
    }

    @Test(
        "Progress and time to go are hints: zero, nonsense and absurd ones are none",
        arguments: [
            ("", nil, nil), (#","progress_percent":45,"eta":30"#, 0.45, .seconds(30)),
            (#","progress_percent":"45","eta":"30""#, 0.45, .seconds(30)),
            (#","progress_percent":0,"eta":0"#, nil, nil), (#","progress_percent":100"#, 1, nil),
            (#","progress_percent":250"#, 1, nil),
            (#","progress_percent":-5,"eta":-5"#, nil, nil), (#","progress_percent":null,"eta":null"#, nil, nil),
            (#","progress_percent":"","eta":"""#, nil, nil), (#","progress_percent":"soon","eta":[1]"#, nil, nil),
            (#","progress_percent":1e999,"eta":1e999"#, 1, nil), (#","eta":0.5"#, nil, .seconds(0.5)),
            (#","eta":86400"#, nil, nil),
        ] as [(String, Double?, Duration?)])
    func hints(task: String, progress: Double?, eta: Duration?) throws {
        let report = try #require(Lite.report(Self.body("TASK_STATUS_PROCESSING", task: task)))
        #expect(Self.name(report.phase) == "running")
        #expect(report.progress == progress)
        #expect(report.eta == eta)
    }

    @Test(
        "A failure says why where the service does",
        arguments: [
            (#","reason":"Blocked by policy""#, "Blocked by policy"), (#","reason":"""#, "The service gave no reason."),
            (#","reason":null"#, "The service gave no reason."), (#","reason":1301"#, "1301"),
            (#","reason":{}"#, "The service gave no reason."),
        ])
    func reasons(task: String, reason: String) throws {
        let report = try #require(Lite.report(Self.body("TASK_STATUS_FAILED", task: task)))
        #expect(Self.name(report.phase) == "failed generation_failed: \(reason)")
    }

    @Test(
        "What is not about this task, or not readable, is no report",
        arguments: [
            "", "{}", "[]", "null", "<html>busy</html>", #"{"task":null}"#, #"{"task":{}}"#,
            #"{"task":{"status":null}}"#,
            #"{"task":{"status":7}}"#, #"{"task":"TASK_STATUS_FAILED"}"#, #"{"task":[]}"#,
            #"{"task":{"task_id":"another","status":"TASK_STATUS_FAILED"}}"#, #"{"status":"TASK_STATUS_FAILED"}"#,
            #"{"task":{"task_id":"7c9e6679-7425-40de","status":"TASK_STATUS_FAILED"}"#,
            String(repeating: "[", count: 100_000),
        ])
    func unrecognized(body: String) {
        guard case .unrecognized = Lite.statusReading(body) else {
            Issue.record("\(Lite.statusReading(body))")
            return
        }
    }

    @Test(
        "A reply that does not repeat the id is about the task that was asked for",
        arguments: ["", #""task_id":null,"#, #""task_id":7,"#])
    func withoutID(id: String) {
        #expect(Self.name(Lite.report(#"{"task":{\#(id)"status":"TASK_STATUS_QUEUED"}}"#)?.phase) == "queued")
    }

    @Test(
        "An envelope is trouble and never an end, with status 200, too",
        arguments: [
            ("TASK_NOT_FOUND", 404, .unknownTask), ("TASK_NOT_FOUND", 200, .unknownTask),
            ("INVALID_API_KEY", 403, .account),
            ("NOT_ENOUGH_BALANCE", 403, .account), ("FAILED_TO_AUTH", 200, .account),
            ("RATE_LIMIT_EXCEEDED", 429, .passing),
            ("GET_RESULT_FAILED", 500, .passing), ("TASK_FAILED", 500, .unknownTask), ("NEW_WORD", 418, .passing),
        ] as [(String, Int, StatusOutcome.Trouble.Kind)])
    func envelopes(reason: String, status: Int, kind: StatusOutcome.Trouble.Kind) {
        for rest in ["", #","task":null"#, #","task":{},"videos":null"#] {
            let body = #"{"code":\#(status == 200 ? 404 : status),"reason":"\#(reason)","message":"x"\#(rest)}"#
            let reply = Lite.reply(body, status: status)
            let outcome = StatusOutcome(judging: .reply(reply)) { Lite.model.readStatus($0, of: Lite.task) }
            guard case .trouble(let trouble) = outcome else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(trouble.kind == kind)
        }
    }

    @Test("A report under a bad status says nothing about the task", arguments: [201, 400, 404, 500, 503])
    func badStatus(status: Int) {
        let reply = Lite.reply(Self.body("TASK_STATUS_FAILED"), status: status)
        let outcome = StatusOutcome(judging: .reply(reply)) { Lite.model.readStatus($0, of: Lite.task) }
        if case .report = outcome { #expect(status == 201) } else { #expect(status != 201) }
    }

    @Test("A reply that is cut at any byte says nothing about the task")
    func cut() {
        let body = Array(
            Self.body("TASK_STATUS_FAILED", rest: #","videos":[{"video_url":"https://x.example/a"}]"#).utf8)
        for length in 0..<body.count {
            let reading = Lite.model.readStatus(HTTPReply(status: 200, body: Array(body.prefix(length))), of: Lite.task)
            guard case .unrecognized = reading else {
                Issue.record("\(length): \(reading)")
                continue
            }
        }
    }
}
