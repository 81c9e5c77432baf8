// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore

@testable import CurlTransport

@Suite("A dropped transport", .timeLimit(.minutes(1)))
struct DroppedTests {
    private static let silence: ByteServer.Script = { peer in
        _ = peer.readRequest()
        peer.waitForEnd()
    }

    @Test("a dropped transport ends its exchanges and its thread")
    func dropped() async throws {
        try await withServer(Self.silence) { server in
            let outcomes = Recorder<HTTPOutcome>()
            weak var loop: CurlLoop?
            do {
                let transport = CurlTransport()
                loop = transport.loop
                _ = transport.start(.test(server.url)) { outcomes.append($0) }
                #expect(await eventually { !server.seen.heads.isEmpty })
            }
            #expect(await eventually { outcomes.all.count == 1 })
            #expect(outcomes.all[0].failure?.kind == .cancelled)
            // The thread holds the loop until it ends.
            #expect(await eventually { loop == nil })
        }
    }

    @Test("a transport that its own completion drops ends as well")
    func droppedByCompletion() async throws {
        try await withServer { peer in
            while peer.readRequest() != nil { peer.reply() }
        } _: { server in
            weak var loop: CurlLoop?
            do {
                let transport = CurlTransport()
                loop = transport.loop
                let timer = transport.makeTimer {}
                timer.wake(at: transport.now + .seconds(3600))
                _ = transport.start(.test(server.url)) { _ in _ = (transport, timer) }
            }
            #expect(await eventually { loop == nil })
        }
    }
}
