// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore

@testable import CurlTransport

@Suite("A request's header with libcurl", .timeLimit(.minutes(1)))
struct HeaderTests {
    @Test("a small call is exactly what was asked for, in its order")
    func plainCall() async throws {
        try await withServer { peer in
            while peer.readRequest() != nil { peer.reply() }
        } _: { server in
            try await withTransport { transport in
                let exchange = HTTPExchange.test(
                    server.url + "/a/../b?x=%20y&z", fields: [.accept: "application/json"])
                #expect(await transport.send(exchange).reply?.status == 200)
                #expect(
                    server.seen.heads == [
                        "GET /a/../b?x=%20y&z HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"
                            + "User-Agent: swift-video-generation\r\nAccept: application/json\r\n\r\n"
                    ])
            }
        }
    }
}
