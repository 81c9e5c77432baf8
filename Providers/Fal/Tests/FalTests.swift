// SPDX-License-Identifier: Apache-2.0
import FalProvider
import HTTPTypes
import Testing
import VideoGenerationCore

/// How requests and replies for fal are made.
enum Lite {
    static let model = FalModel.veo31LiteImageToVideo()
    static let id = "764cabcf-b745-4b3e-ae38-1200304cf45b"

    static let image = Media(
        location: .local(MemorySource(Array(0..<100))), mediaType: "image/png",
        pixels: PixelSize(width: 1280, height: 720), sha256: "5a5a")

    static func task(links: [String: String] = [:], id: String = id) -> TaskHandle {
        TaskHandle(
            id: TaskID(rawValue: "0123456789abcdefghjk"), model: model.descriptor.model, mode: .firstFrame,
            origin: Fal.defaultBaseURL, credential: Fal.credential, remoteID: id, links: links, samples: 1)
    }

    static func call(
        _ options: VideoOptions = .init(), of model: FalModel = model,
        media: [InputRole: [Media]] = [.firstFrame: [image]]
    ) throws -> HTTPCall {
        let request = InspectedRequest(prompt: "a cat", media: media, options: options)
        return try model.submitCall(for: #require(model.descriptor.negotiate(request).request))
    }

    static func reply(_ body: String, status: Int = 200, header: String = "") -> HTTPReply {
        HTTPReply(status: status, rawHeader: Array(header.utf8), body: Array(body.utf8))
    }

    /// A reading in words.
    static func words(_ reading: StatusReading) -> String {
        switch reading {
        case .further(let call, _): "further \(call.request.method.rawValue) \(call.request.path ?? "")"
        case .refused(let refusal): "refused \(refusal.code.rawValue)"
        case .unrecognized: "unrecognized"
        case .report(let report):
            switch report.phase {
            case .queued: "queued"
            case .running: "running"
            case .succeeded(let samples): "succeeded " + samples.map(words).joined(separator: ",")
            case .failed(let refusal): "failed \(refusal.code.rawValue): \(refusal.message)"
            }
        }
    }

    private static func words(_ sample: RemoteSample) -> String {
        switch sample.location {
        case .url(let url): url.description
        case .missing: "missing"
        default: "\(sample.location)"
        }
    }
}

@Suite("What is sent to fal")
struct FalCallTests {
    @Test("a bare request has the prompt and the picture as a data URI, and nothing that was not asked for")
    func bare() throws {
        let call = try Lite.call()
        #expect(call.request.method == .post)
        #expect(call.request.authority == "queue.fal.run")
        #expect(call.request.path == "/fal-ai/veo3.1/lite/image-to-video")
        #expect(call.json?.text == #"{"prompt":"a cat","image_url":{"bytes":100,"sha256":"5a5a"}}"#)
        guard case .bytes(let start)? = call.body.segments.first else {
            Issue.record("no start")
            return
        }
        #expect(String(decoding: start, as: UTF8.self) == #"{"prompt":"a cat","image_url":"data:image/png;base64,"#)
    }

    @Test("every option goes by fal's name and in fal's spelling, zero and false among them")
    func full() throws {
        let options = VideoOptions(
            duration: 8, resolution: .hd1080, aspectRatio: .portrait, samples: 1, audio: false, negativePrompt: "rain",
            seed: 0, vendor: ["auto_fix": true, "safety_tolerance": 6])
        #expect(
            try Lite.call(options).json?.text
                == #"{"prompt":"a cat","image_url":{"bytes":100,"sha256":"5a5a"},"duration":"8s","resolution":"1080p","#
                + #""aspect_ratio":"9:16","generate_audio":false,"negative_prompt":"rain","seed":0,"auto_fix":true,"#
                + #""safety_tolerance":"6"}"#)
    }

    @Test("each way to ask has its own endpoint and its own names for pictures")
    func modes() throws {
        let text = try Lite.call(of: .veo31Lite(), media: [:])
        #expect(text.request.path == "/fal-ai/veo3.1/lite")
        let both = try Lite.call(
            of: .veo31LiteFirstLastFrame(), media: [.firstFrame: [Lite.image], .lastFrame: [Lite.image]])
        #expect(both.request.path == "/fal-ai/veo3.1/lite/first-last-frame-to-video")
        #expect(both.json?["first_frame_url"] != nil && both.json?["last_frame_url"] != nil)
        #expect(Set(Fal.models().map(\.descriptor.model)).count == 1)
    }

    @Test("1080p with 4 seconds, two samples and a picture of 9 MB are refused before anything is sent")
    func refused() {
        var large = Lite.image
        large.location = .local(MemorySource([UInt8](repeating: 0, count: 9_000_000)))
        let request = InspectedRequest(
            prompt: "a cat", media: [.firstFrame: [large]],
            options: VideoOptions(duration: 4, resolution: .hd1080, samples: 2))
        let violations = Lite.model.descriptor.negotiate(request).violations
        #expect(
            Set(violations.map(\.subject)) == ["resolution", "samples", "first_frame"]
                || Set(violations.map(\.subject)) == ["duration", "samples", "first_frame"])
    }

    @Test("a webhook is named in the query, escaped")
    func webhook() throws {
        let model = FalModel.veo31Lite(webhook: WebURL("https://app.example/hook?a=b&c=d"))
        let call = try Lite.call(of: model, media: [:])
        #expect(call.request.path == "/fal-ai/veo3.1/lite?fal_webhook=https%3A%2F%2Fapp.example%2Fhook%3Fa%3Db%26c%3Dd")
    }

    @Test("the key goes into Authorization behind the word Key")
    func key() {
        #expect(Fal.surface().credentialPrefix == "Key ")
        #expect(Fal.surface().credential == "FAL_API_KEY")
    }

    @Test("the price is that of the page, with the service's defaults")
    func price() throws {
        let request = InspectedRequest(prompt: "a cat", media: [.firstFrame: [Lite.image]], options: .init())
        let negotiated = try #require(Lite.model.descriptor.negotiate(request).request)
        #expect(Lite.model.descriptor.price(of: negotiated)?.highest == Money("0.40"))
    }

    @Test(
        "questions go where fal said, and elsewhere only by the id",
        arguments: [
            ("https://queue.fal.run/fal-ai/veo3.1/requests/7/status", "/fal-ai/veo3.1/requests/7/status"),
            ("https://evil.example/fal-ai/veo3.1/requests/7/status", "/fal-ai/veo3.1/requests/\(Lite.id)/status"),
            ("http://queue.fal.run/x", "/fal-ai/veo3.1/requests/\(Lite.id)/status"),
        ])
    func status(link: String, path: String) throws {
        let call = try Lite.model.statusCall(for: Lite.task(links: ["status_url": link]))
        #expect(call.request.method == .get)
        #expect(call.request.authority == "queue.fal.run")
        #expect(call.request.path == path)
    }

    @Test("a wish to stop is a PUT, and ids are escaped")
    func cancel() throws {
        let call = try Lite.model.cancelCall(for: Lite.task(id: "a/b?c"))
        #expect(call.request.method == .put)
        #expect(call.request.path == "/fal-ai/veo3.1/requests/a%2Fb%3Fc/cancel")
    }
}

@Suite("What fal says")
struct FalReplyTests {
    @Test("a submission that was taken has an id, and says where to ask")
    func accepted() {
        let body = #"""
            {"status":"IN_QUEUE","request_id":"7","status_url":"https://queue.fal.run/s","response_url":
            "https://queue.fal.run/r","cancel_url":"https://queue.fal.run/c","queue_position":0}
            """#
        guard case .accepted("7", let links) = Lite.model.readSubmit(Lite.reply(body)) else {
            Issue.record("not accepted")
            return
        }
        #expect(
            links == [
                "status_url": "https://queue.fal.run/s", "response_url": "https://queue.fal.run/r",
                "cancel_url": "https://queue.fal.run/c",
            ])
    }

    @Test(
        "a refusal is read in all its forms",
        arguments: [
            (401, #"{"detail":"Authentication is required to access this application"}"#, "authentication"),
            (403, #"{"detail":"User is locked. Reason: Exhausted balance."}"#, "out_of_funds"),
            (403, #"{"detail":"Forbidden"}"#, "authentication"), (402, #"{"detail":"Pay"}"#, "out_of_funds"),
            (404, #"{"detail":"Application 'veo9' not found"}"#, "model_retired"),
            (429, #"{"detail":"Too many requests"}"#, "rate_limited"),
            (422, #"{"detail":[{"loc":["body","duration"],"msg":"bad","type":"literal_error"}]}"#, "invalid_request"),
            (
                422, #"{"detail":[{"loc":["body","prompt"],"msg":"no","type":"content_policy_violation"}]}"#,
                "content_refused"
            ),
            (422, #"[{"loc":["body","prompt"],"msg":"no","type":"content_policy_violation"}]"#, "content_refused"),
            (422, #"{"detail":[{"loc":["body",0],"msg":"no","type":"image_too_large"}]}"#, "invalid_input"),
            (422, #"{"detail":"no","error_type":"content_policy_violation"}"#, "content_refused"),
            (503, #"{"detail":"Service Unavailable"}"#, nil), (404, #"{"detail":"Not Found"}"#, nil),
            (502, "<html>", nil), (400, "{}", nil), (400, #"{"message":"no"}"#, nil), (400, #"{"detail":{}}"#, nil),
            (422, "[]", nil),
        ] as [(Int, String, String?)])
    func refusals(status: Int, body: String, code: String?) {
        switch Lite.model.readSubmit(Lite.reply(body, status: status)) {
        case .refused(let refusal): #expect(refusal.code.rawValue == code)
        case .unrecognized: #expect(code == nil)
        case .accepted: Issue.record("accepted")
        }
    }

    @Test("the type of an error may stand in the header")
    func header() {
        let reply = Lite.reply(
            #"{"detail":"no"}"#, status: 422, header: "X-Fal-Error-Type: content_policy_violation\r\n")
        guard case .refused(let refusal) = Lite.model.readSubmit(reply) else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.code == .contentRefused)
    }

    @Test(
        "a state is read by its word; COMPLETED asks further, or says that it has failed",
        arguments: [
            (202, #"{"status":"IN_QUEUE","queue_position":3}"#, "queued"),
            (202, #"{"status":"IN_PROGRESS"}"#, "running"),
            (200, #"{"status":"WARMING_UP"}"#, "running"),
            (200, #"{"status":"COMPLETED"}"#, "further GET /fal-ai/veo3.1/requests/\(Lite.id)"),
            (200, #"{"status":"COMPLETED","error":null}"#, "further GET /fal-ai/veo3.1/requests/\(Lite.id)"),
            (
                200, #"{"status":"COMPLETED","error":"boom","error_type":"generation_timeout"}"#,
                "failed generation_failed: boom"
            ),
            (
                200, #"{"status":"COMPLETED","error":"no","error_type":"content_policy_violation"}"#,
                "failed content_refused: no"
            ),
            (404, #"{"detail":"Request not found"}"#, "refused task_not_found"), (200, "{}", "unrecognized"),
            (502, "<html>", "unrecognized"),
        ])
    func states(status: Int, body: String, words: String) {
        #expect(Lite.words(Lite.model.readStatus(Lite.reply(body, status: status), of: Lite.task())) == words)
    }

    @Test(
        "the second reply tells how it ended",
        arguments: [
            (
                200, #"{"video":{"url":"https://v3.fal.media/files/a/b.mp4","file_size":"12"}}"#,
                "succeeded https://v3.fal.media/files/a/b.mp4"
            ),
            (200, "{}", "succeeded "), (200, #"{"video":{"url":"nowhere"}}"#, "succeeded missing"),
            (400, #"{"detail":"Request is still in progress"}"#, "running"),
            (
                422, #"{"detail":[{"loc":["body","prompt"],"msg":"flagged","type":"content_policy_violation"}]}"#,
                "failed content_refused: body.prompt: flagged"
            ),
            (422, #"{"detail":"broken"}"#, "failed generation_failed: broken"),
            (404, #"{"detail":"Request not found"}"#, "refused task_not_found"),
            (
                499, #"{"detail":"Request cancelled by the client."}"#,
                "failed cancelled: Request cancelled by the client."
            ),
            (504, #"{"detail":"Too slow","error_type":"request_timeout"}"#, "failed generation_failed: Too slow"),
            (503, #"{"detail":"Too slow"}"#, "unrecognized"), (402, #"{"detail":"Pay"}"#, "refused out_of_funds"),
            (
                500, #"{"detail":[{"msg":"It broke","type":"internal_server_error"}]}"#,
                "failed generation_failed: It broke"
            ),
            (409, #"{"detail":"Odd"}"#, "unrecognized"), (400, #"{"detail":"Request is still in queue"}"#, "running"),
            (401, #"{"detail":"No key"}"#, "refused authentication"), (500, #"{"detail":"oops"}"#, "unrecognized"),
            (200, "<html>", "unrecognized"),
        ])
    func results(status: Int, body: String, words: String) {
        let first = Lite.model.readStatus(Lite.reply(#"{"status":"COMPLETED"}"#), of: Lite.task())
        guard case .further(_, let read) = first else {
            Issue.record("asks no further")
            return
        }
        #expect(Lite.words(read(Lite.reply(body, status: status))) == words)
    }

    @Test(
        "what fal says of a wish to stop",
        arguments: [
            (202, #"{"status":"CANCELLATION_REQUESTED"}"#, "requested"), (200, #"{"status":"OK"}"#, "cancelled"),
            (400, #"{"status":"ALREADY_COMPLETED"}"#, "invalid_request"),
            (404, #"{"status":"NOT_FOUND"}"#, "task_not_found"),
            (401, #"{"detail":"No key"}"#, "authentication"), (502, "<html>", "unrecognized"),
            (200, "{}", "unrecognized"),
        ])
    func stops(status: Int, body: String, words: String) {
        let read =
            switch Lite.model.readCancel(Lite.reply(body, status: status), of: Lite.task()) {
            case .cancelled: "cancelled"
            case .requested: "requested"
            case .unrecognized: "unrecognized"
            case .refused(let refusal): refusal.code.rawValue
            }
        #expect(read == words)
    }

    @Test(
        "a webhook is about the task that it names",
        arguments: [
            (#"{"request_id":"7","gateway_request_id":"8","status":"OK","payload":{}}"#, "7"),
            (#"{"status":"OK"}"#, nil),
            ("<html>", nil),
        ] as [(String, String?)])
    func webhooks(body: String, id: String?) {
        let delivery = WebhookDelivery(headerFields: [:], body: Array(body.utf8), receivedAt: 0)
        #expect(Lite.model.readWebhook(delivery)?.remoteID == id)
    }
}
