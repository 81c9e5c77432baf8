// SPDX-License-Identifier: Apache-2.0
import OpenAIVideosProvider
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@Suite struct KeptTasksTests {
    static func model(_ dialect: Dialect) -> any HTTPVideoGeneration {
        OpenAIVideos.model(named: "acme/film-1", dialect: dialect, at: Gateway.surface, mode: .text)
    }

    static let listable = ListableOpenAIVideosModel(Gateway.model(.openAI))
    static let stoppable = StoppableOpenAIVideosModel(Gateway.model(.vLLMOmni))

    @Test(
        "A model has a method exactly if its gateway documents it",
        arguments: [
            (.openAI, true, false), (.sgLang, true, false), (.vLLMOmni, true, true), (.openRouter, false, false),
            (.liteLLM, false, false), (.newAPI, false, false),
        ] as [(Dialect, Bool, Bool)])
    func abilities(dialect: Dialect, lists: Bool, stops: Bool) {
        let model = Self.model(dialect)
        #expect(model is any ListableVideoGeneration == lists)
        #expect(model is any CancellableVideoGeneration == stops)
    }

    @Test("A model that can do more submits and asks as one that cannot", arguments: DescriptorTests.dialects)
    func same(dialect: Dialect) throws {
        let (one, other) = (Self.model(dialect), Gateway.model(dialect))
        #expect(one.descriptor == other.descriptor)
        #expect(one.surface == other.surface)
        let request = try Gateway.negotiated(other, VideoOptions(duration: 4))
        #expect(
            try one.submitCall(for: request).body.shownText == other.submitCall(for: request).body.shownText)
        #expect(
            try one.statusCall(for: Gateway.task()).request == other.statusCall(for: Gateway.task()).request)
        guard case .accepted("v", _) = one.readSubmit(Gateway.reply(#"{"id":"v"}"#)),
            case .report = one.readStatus(Gateway.reply(#"{"status":"queued"}"#), of: Gateway.task())
        else {
            Issue.record("not read")
            return
        }
    }

    @Test("A page of the list is asked for, and the newest task comes first")
    func list() throws {
        let call = try Self.listable.listCall()
        #expect(call.request.method == .get)
        #expect(call.request.path == "/v1/videos?limit=100&order=desc")
        let body = #"""
            {"object":"list","data":[{"id":"a","created_at":10,"model":"m","prompt":"p"},{"created_at":99},
            {"id":"b","created_at":"30","prompt":null},{"id":7},{"id":"c","created_at":20.5}],"has_more":true}
            """#
        guard case .tasks(let tasks) = Self.listable.readList(Gateway.reply(body)) else {
            Issue.record("no tasks")
            return
        }
        #expect(
            tasks == [
                RemoteTask(remoteID: "b", createdAt: 30), RemoteTask(remoteID: "c", createdAt: 20.5),
                RemoteTask(remoteID: "a", createdAt: 10, model: "m", prompt: "p"), RemoteTask(remoteID: "7"),
            ])
    }

    @Test(
        "A list that is none is not taken for an empty one",
        arguments: [
            ("{}", "unrecognized"), ("", "unrecognized"), (#"{"data":null}"#, "unrecognized"),
            (#"{"data":{}}"#, "unrecognized"), (#"{"data":[]}"#, "0 tasks"),
            (#"{"error":{"message":"x","code":"invalid_api_key"}}"#, "authentication"),
        ])
    func badList(body: String, reading: String) {
        let words =
            switch Self.listable.readList(Gateway.reply(body)) {
            case .tasks(let tasks): "\(tasks.count) tasks"
            case .refused(let refusal): refusal.code.rawValue
            case .unrecognized: "unrecognized"
            }
        #expect(words == reading)
    }

    @Test(
        "A task is stopped when the server says that it is deleted, and not before",
        arguments: [
            (200, #"{"id":"video_1","object":"video.deleted","deleted":true}"#, "cancelled"),
            (200, #"{"id":"video_1","deleted":false}"#, "unrecognized"), (200, #"{"deleted":"true"}"#, "unrecognized"),
            (200, "", "unrecognized"), (404, #"{"detail":"Video not found"}"#, "task_not_found"),
            (404, #"{"detail":"Not Found"}"#, "unrecognized"),
            (405, #"{"detail":"Method Not Allowed"}"#, "unrecognized"),
        ])
    func cancel(status: Int, body: String, reading: String) throws {
        let call = try Self.stoppable.cancelCall(for: Gateway.task("a/b"))
        #expect(call.request.method == .delete)
        #expect(call.request.path == "/v1/videos/a%2Fb")
        let words =
            switch Self.stoppable.readCancel(Gateway.reply(body, status: status), of: Gateway.task()) {
            case .cancelled: "cancelled"
            case .requested: "requested"
            case .refused(let refusal): refusal.code.rawValue
            case .unrecognized: "unrecognized"
            }
        #expect(words == reading)
    }
}
