// SPDX-License-Identifier: Apache-2.0
import OpenAIVideosProvider
import Testing
import VideoGenerationCore

@Suite struct WebhookTests {
    private static func id(in body: String, _ dialect: Dialect) -> String? {
        let model = OpenAIVideos.model(named: "acme/film-1", dialect: dialect, at: Gateway.surface, mode: .text)
        let delivery = WebhookDelivery(headerFields: [:], body: Array(body.utf8), receivedAt: 0)
        return (model as? any WebhookVideoGeneration)?.readWebhook(delivery)?.remoteID
    }

    @Test(
        "A webhook is about the task that its data name, and not about the event",
        arguments: [
            (
                .openAI,
                #"{"id":"evt_1","object":"event","created_at":1764000000,"type":"video.completed","data":{"id":"video_1"}}"#,
                "video_1"
            ), (.openAI, #"{"id":"evt_2","type":"video.failed","data":{"id":"video_1"}}"#, "video_1"),
            (
                .openRouter,
                #"{"type":"video.generation.completed","created_at":"2026-11-26T10:00:00Z","data":{"id":"job-1","status":"completed","generation_id":"gen-1","unsigned_urls":["https://x.example/"]}}"#,
                "job-1"
            ), (.openRouter, #"{"type":"video.generation.failed","data":{"id":"job-1","error":"x"}}"#, "job-1"),
            (.openRouter, #"{"type":"video.generation.expired","data":{"id":"job-1"}}"#, "job-1"),
            // A word that is new is a hint as good as any.
            (.openRouter, #"{"type":"video.generation.paused","data":{"id":"job-1"}}"#, "job-1"),
        ] as [(Dialect, String, String)])
    func tasks(dialect: Dialect, body: String, id: String) {
        #expect(Self.id(in: body, dialect) == id)
    }

    @Test(
        "What is about no task, or is nothing that the gateway documents, is no notice",
        arguments: [
            (.openAI, #"{"id":"evt_1","type":"response.completed","data":{"id":"resp_1"}}"#),
            (.openAI, #"{"id":"evt_1","type":"batch.failed","data":{"id":"batch_1"}}"#),
            (.openRouter, #"{"type":"video.completed","data":{"id":"video_1"}}"#),
            (.openRouter, #"{"id":"job-1","status":"completed"}"#),
            (.openAI, #"{"type":"video.completed"}"#), (.openAI, #"{"type":"video.completed","data":{}}"#),
            (.openAI, #"{"type":"video.completed","data":{"id":""}}"#),
            (.openAI, #"{"type":"video.completed","data":{"id":["video_1"]}}"#),
            (.openAI, #"{"type":"video.completed","data":"video_1"}"#), (.openAI, #"{"data":{"id":"video_1"}}"#),
            (.openAI, #"{"type":7,"data":{"id":"video_1"}}"#), (.openAI, #"{"type":"video.completed","data":{"id":"v"#),
            (.openAI, "<html>"), (.openAI, ""), (.openAI, String(repeating: "[", count: 100_000)),
        ] as [(Dialect, String)])
    func nothing(dialect: Dialect, body: String) {
        #expect(Self.id(in: body, dialect) == nil)
    }

    @Test(
        "A gateway that documents no webhooks is told nothing by one",
        arguments: [Dialect.liteLLM, .newAPI, .vLLMOmni, .sgLang])
    func none(dialect: Dialect) {
        #expect(Self.id(in: #"{"type":"video.completed","data":{"id":"video_1"}}"#, dialect) == nil)
    }

    @Test("A gateway of one's own has them where its dialect says so, whatever else it can do")
    func ownDialect() {
        for keeping in [Dialect.Keeping.unlisted, .listed, .listedAndStopped] {
            var dialect = Dialect.liteLLM
            dialect.keeping = keeping
            dialect.webhookType = "job."
            #expect(Self.id(in: #"{"type":"job.done","data":{"id":17}}"#, dialect) == "17")
        }
    }
}
