// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("The key shows up nowhere")
struct SecretTests {
    static let scripts: [(name: String, script: Script)] = [
        ("delivered", Script(poll: inTurn(.running, .done()))),
        ("refused", Script(submit: inTurn(.refusal(401, "INVALID_API_KEY")))),
        ("unknown", Script(submit: inTurn(.failure(.connectionLost)))),
        ("unreachable", Script(submit: inTurn(.failure(.unreachable, phase: .connecting, provesNothingSent: true)))),
        ("attention", Script(poll: { $0.number < 4 ? .refusal(401, "INVALID_API_KEY") : .done() })),
        ("forgotten", Script(poll: inTurn(.unknownTask))),
        ("expired", Script(download: inTurn(.bytes([], status: 403)))),
        ("not a video", Script(download: inTurn(.bytes(Array("<html>".utf8))))),
    ]

    @Test("not in events, errors, records, exchanges or plans", arguments: scripts.indices)
    func nowhere(_ index: Int) throws {
        let folder = try TestFolder()
        let scene = Scene(Self.scripts[index].script)
        let destination = try folder.destination()
        let (events, error) = try scene.run { scene in
            let id = try await scene.submit(to: destination)
            var events: [TaskEvent] = []
            for await event in await scene.tracker.events(of: id) { events.append(event) }
            return (events, await scene.failure(of: id))
        }
        let record = try scene.record()
        var texts = [String(reflecting: error), "\(error)", String(reflecting: record), "\(scene.tracker)"]
        texts.append(String(decoding: try JSONEncoder().encode(record), as: UTF8.self))
        var dumped = ""
        dump(events, to: &dumped)
        dump(error, to: &dumped)
        dump(record, to: &dumped)
        dump(scene.loop.exchanges, to: &dumped)
        dump(FixedCredentials(["A": canary]), to: &dumped)
        dump(scene.model, to: &dumped)
        texts.append(dumped)
        for event in events { texts.append(String(reflecting: event)) }
        for text in texts { #expect(!text.contains(canary)) }
        #expect(scene.posts[0].exchange.authorization?.secret.reveal() == canary)
    }

    @Test("a signed URL is in no record and no error")
    func signedURL() throws {
        let url = "https://cdn.example/0.mp4?signature=topsecret"
        for reply in [VirtualReply.bytes([], status: 403), .redirect(to: ""), .failure(.connectionLost)] {
            let folder = try TestFolder()
            let scene = Scene(Script(poll: inTurn(.done([url])), download: inTurn(reply)))
            let error = try scene.failure(to: folder.destination())
            #expect(!String(reflecting: error).contains("topsecret"))
            #expect(!String(reflecting: try scene.record()).contains("topsecret"))
        }
        let scene = Scene(Script(poll: inTurn(.done([url]))))
        _ = try scene.deliver()
        #expect(!String(reflecting: try scene.record()).contains("topsecret"))
    }

    @Test("a record survives a round trip through JSON")
    func roundTrip() throws {
        let scene = Scene(Script(submit: inTurn(.refusal(400, "INVALID_REQUEST_BODY"))))
        _ = try scene.failure()
        let record = try scene.record()
        #expect(try JSONDecoder().decode(VideoTask.self, from: try JSONEncoder().encode(record)) == record)
    }
}
