// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import TestServers
import Testing
import VideoGenerationCore

@testable import CurlTransport

@Suite("Headers", .timeLimit(.minutes(1)))
struct HeaderTests {
    private func heads(_ exchanges: (String) -> [HTTPExchange]) async throws -> [String] {
        try await withServer { peer in
            while let request = peer.readRequest() {
                if request.head.hasPrefix("HEAD ") {
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n")
                } else {
                    peer.reply()
                }
            }
        } _: { server in
            try await withTransport { transport in
                for exchange in exchanges(server.url) {
                    let outcome = await transport.send(exchange)
                    #expect(outcome.reply?.status == 200, "\(outcome)")
                }
                return server.seen.heads.map { $0.replacing(":\(server.port)", with: "") }
            }
        }
    }

    @Test("a small call carries its own fields and nothing that was not asked for")
    func plainCall() async throws {
        let heads = try await heads { [.test($0 + "/a/../b?x=%20y&z", fields: [.accept: "application/json"])] }
        #expect(
            heads == [
                "GET /a/../b?x=%20y&z HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: swift-video-generation\r\n"
                    + "Accept: application/json\r\n\r\n"
            ])
    }

    @Test("a large payment has its length, no Expect, no invented type")
    func payment() async throws {
        let body = HTTPBody([.base64(GeneratedSource(byteCount: 3 << 20))])
        let type: HTTPFields = [.contentType: "application/json"]
        let heads = try await heads { url in
            [
                .test(url, .post, purpose: .submit, fields: type, body: body),
                .test(url, .post, purpose: .submit, body: .empty),
            ]
        }
        #expect(heads[0].contains("Content-Length: 4194304\r\n"))
        #expect(heads[0].contains("Content-Type: application/json\r\n"))
        #expect(heads[1].contains("Content-Length: 0\r\n"))
        for head in heads {
            #expect(!head.contains("Expect") && !head.contains("Encoding") && !head.contains("urlencoded"))
        }
    }

    @Test("methods are sent as they are, and HEAD waits for no body", arguments: ["HEAD", "DELETE", "PUT", "PATCH"])
    func methods(_ name: String) async throws {
        let method = try #require(HTTPRequest.Method(name))
        let body = name.hasPrefix("P") ? HTTPBody([.bytes(Array("{}".utf8))]) : .empty
        // Twice, so that a reused handle is seen to forget the first one; then a plain call.
        let heads = try await heads { [.test($0, method, body: body), .test($0, method, body: body), .test($0)] }
        #expect(heads.map { $0.prefix { $0 != " " } } == [name[...], name[...], "GET"])
        #expect(heads[1].contains("Content-Length: 2\r\n") == name.hasPrefix("P"))
        #expect(!heads[2].contains("Content-"))
    }

    @Test("a field without value is sent as such")
    func emptyValue() async throws {
        let name = try #require(HTTPField.Name("X-Empty"))
        let heads = try await heads { [.test($0, fields: [name: ""])] }
        #expect(heads[0].contains("X-Empty:\r\n"))
    }

    @Test("a field that only repeats what is sent anyway is accepted; another frame is refused")
    func framing() async throws {
        let body = HTTPBody([.bytes(Array("{}".utf8))])
        let heads = try await heads { url in
            [.test(url, .post, fields: [.contentLength: "2"], body: body)]
        }
        #expect(heads[0].components("Content-Length: 2") == 1)
        for fields: HTTPFields in [[.contentLength: "3"], [.transferEncoding: "chunked"], [.expect: "100-continue"]] {
            let exchange = HTTPExchange.test("http://127.0.0.1:9", .post, fields: fields, body: body)
            try await withTransport { transport in
                let failure = try #require(await transport.send(exchange).failure)
                #expect(failure.phase == .preparing)
                #expect(failure.provesNothingSent)
            }
        }
    }

    @Test(
        "a line break or zero byte in a credential's prefix is refused", arguments: ["Bearer\r\nX: ", "a\n", "a\0b "])
    func lineBreak(_ prefix: String) async throws {
        try await withServer {
            $0.waitForEnd()
        } _: { server in
            try await withTransport { transport in
                var exchange = HTTPExchange.test(server.url)
                exchange.authorization = .init(prefix: prefix, secret: try Secret("canary-key"))
                let failure = try #require(await transport.send(exchange).failure)
                #expect(failure.phase == .preparing)
                #expect(failure.provesNothingSent)
                #expect(!failure.message.contains("canary"))
                #expect(server.seen.connections == 0)
            }
        }
    }

    @Test("the credential stands in its field, once, last, and in no message")
    func credential() async throws {
        let secret = try Secret("canary-key")
        let name = try #require(HTTPField.Name("x-api-key"))
        let heads = try await heads { url in
            var bearer = HTTPExchange.test(url)
            bearer.authorization = .init(secret: secret)
            var bare = HTTPExchange.test(url)
            bare.authorization = .init(field: name, prefix: "", secret: secret)
            return [bearer, bare, .test(url)]
        }
        #expect(heads[0].hasSuffix("\r\nAuthorization: Bearer canary-key\r\n\r\n"))
        #expect(heads[1].hasSuffix("\r\nx-api-key: canary-key\r\n\r\n"))
        #expect(heads[0].components("canary-key") == 1 && heads[1].components("canary-key") == 1)
        #expect(!heads[2].contains("canary"))
    }

    @Test("a failure's message holds no query, no credential and nothing the service said")
    func messages() async throws {
        try await withServer { peer in
            _ = peer.readRequest()
            peer.send("HTTP/1.1 200 canary-reason\r\nX: canary-field\r\nContent-Length: 50\r\n\r\ncanary-body")
        } _: { server in
            try await withTransport { transport in
                var exchange = HTTPExchange.test(server.url + "/v?signature=canary-query")
                exchange.authorization = .init(secret: try Secret("canary-key"))
                let failure = try #require(await transport.send(exchange).failure)
                #expect(!"\(failure)".contains("canary"))
                #expect(failure.message == "127.0.0.1: Transferred a partial file")
            }
        }
    }

    @Test("informational replies are passed over, and trailers dropped")
    func blocks() async throws {
        try await withServer { peer in
            _ = peer.readRequest()
            peer.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n")
            peer.send("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\nX-Final: yes\r\n\r\n")
            peer.send("2\r\n{}\r\n0\r\nX-Trailer: late\r\n\r\n")
        } _: { server in
            try await withTransport { transport in
                let reply = try #require(await transport.send(.test(server.url)).reply)
                #expect(reply.status == 201)
                #expect(reply.text == "{}")
                #expect(
                    String(decoding: reply.rawHeader, as: UTF8.self)
                        == "Transfer-Encoding: chunked\r\nX-Final: yes\r\n")
            }
        }
    }
}

extension String {
    fileprivate func components(_ part: String) -> Int {
        ranges(of: part).count
    }
}
