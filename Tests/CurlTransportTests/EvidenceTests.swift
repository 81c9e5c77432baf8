// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore

@testable import CurlTransport

@Suite("Words for libcurl's failures", .timeLimit(.minutes(1)))
struct EvidenceTests {
    @Test("a refused connection names the system's reason")
    func refusedConnection() async throws {
        let server = try ByteServer { _ in }
        server.stop()
        try await withTransport { transport in
            let failure = try #require(await transport.send(.submission(server.url)).failure)
            #expect(failure.message == "127.0.0.1: Couldn't connect to server: Connection refused")
        }
    }

    @Test("a reply that breaks off is told in libcurl's fixed words")
    func partialReply() async throws {
        try await withServer { peer in
            _ = peer.readRequest()
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\ncanary-body")
        } _: { server in
            try await withTransport { transport in
                let failure = try #require(await transport.send(.test(server.url)).failure)
                #expect(failure.message == "127.0.0.1: Transferred a partial file")
            }
        }
    }
}
