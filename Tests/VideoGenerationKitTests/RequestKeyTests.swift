// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationKit
import VideoGenerationTesting

@Suite struct RequestKeyTests {
    @Test("The same request with the same id is one task and one submission, also for a client that starts later")
    func same() throws {
        let desk = Desk()
        let first = try desk.run { client in
            let plan = try await client.plan()
            return try await client.submit(plan, to: .links, requestID: "r", metadata: ["a": "b"]).delivery()
        }
        let later = Desk(store: desk.store.another())
        let second = try later.run { client in
            try await client.submit(try await client.plan(), to: .links, requestID: "r").delivery()
        }
        #expect(second.task == first.task && second.samples.map(\.outcome) == [.delivered])
        #expect(desk.posts == 1 && later.loop.exchanges.isEmpty)
        #expect(try desk.run { try await $0.tasks().map(\.metadata) } == [["a": "b"]])
    }

    @Test("A finished request is found again without a key, and although no model can be chosen")
    func withoutKey() throws {
        let desk = Desk()
        _ = try desk.run { client in
            try await client.submit(try await client.plan(), to: .links, requestID: "r").delivery()
        }
        let later = Desk(key: nil, store: desk.store.another())
        let delivery = try later.run { client in
            let plan = try await client.plan()
            #expect(plan.chosen == nil)
            return try await client.submit(plan, to: .links, requestID: "r").delivery()
        }
        #expect(delivery.task.remoteID == "t1")
    }

    @Test(
        "Another request with the same id is refused, whatever is different",
        arguments: ["prompt", "option", "image", "model", "policy", "rule"])
    func conflict(difference: String) throws {
        let desk = Desk()
        _ = try desk.run { client in
            try await client.submit(try await client.plan(), to: .links, requestID: "r").delivery()
        }
        let error = try desk.run { client in
            let image = difference == "image" ? Desk.png + [0] : Desk.png
            var request = VideoRequest(difference == "prompt" ? "a boat" : "a ship", image: .bytes(image))
            if difference == "option" { request.options.seed = 0 }
            let policy: NegotiationPolicy =
                switch difference {
                case "policy": .init(.nearest)
                case "rule": .init(byOption: [.seed: .drop])
                default: .init()
                }
            let plan = try await client.plan(
                request, from: difference == "model" ? ["highway/veo-3.1-lite"] : [], policy: policy)
            do throws(VideoGenerationError) {
                _ = try await client.submit(plan, to: .links, requestID: "r")
                return nil as VideoGenerationError?
            } catch {
                return error
            }
        }
        #expect(error?.code == .requestIDConflict)
        #expect(desk.posts == 1)
    }

    @Test("What no service took, for a reason that may have passed, is submitted by its id; what was refused is not")
    func again() throws {
        let illegal = VirtualReply.json(#"{"code":400,"reason":"ILLEGAL_PROMPT","message":"no"}"#, status: 400)
        for (reply, posts) in [(Desk.refused, 2), (illegal, 1)] {
            let desk = Desk(submit: reply)
            #expect(try desk.run { await $0.trouble(requestID: "r") } != nil)
            #expect(try desk.run { await $0.trouble(requestID: "r") } != nil)
            #expect(desk.posts == posts)
            #expect(try desk.run { try await $0.tasks().count } == 1)
        }
    }

    @Test("A request whose outcome is unknown is not submitted by its id")
    func unknown() throws {
        let desk = Desk(submit: Desk.silence)
        for _ in 1...2 {
            #expect(try desk.run { await $0.trouble(requestID: "r") }?.code == .submissionUnknown)
        }
        #expect(desk.posts == 1)
    }

    @Test(
        "A request id has 1 to 255 characters, and none that controls",
        arguments: ["", "a\nb", String(repeating: "x", count: 256)])
    func malformed(id: String) throws {
        let desk = Desk()
        #expect(try desk.run { await $0.trouble(requestID: id) }?.code == .invalidRequest)
        #expect(desk.loop.exchanges.isEmpty)
    }
}
