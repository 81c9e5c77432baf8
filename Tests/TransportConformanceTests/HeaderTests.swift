// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import TestServers
import Testing
import VideoGenerationCore

extension Conformance {
    @Suite("Headers", .timeLimit(.minutes(1)))
    struct HeaderTests {
        private func heads(_ kind: TransportKind, _ exchanges: (String) -> [HTTPExchange]) async throws -> [Head] {
            try await withServer { peer in
                while let request = peer.readRequest() {
                    if request.head.hasPrefix("HEAD ") {
                        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n")
                    } else {
                        peer.reply()
                    }
                }
            } _: { server in
                try await withTransport(kind) { transport in
                    for exchange in exchanges(server.url) {
                        let outcome = await transport.send(exchange)
                        #expect(outcome.reply?.status == 200, "\(outcome)")
                    }
                    return server.seen.heads.map { Head($0.replacing(":\(server.port)", with: "")) }
                }
            }
        }

        @Test("method, path and query arrive byte for byte", arguments: TransportKind.allCases)
        func requestLine(_ kind: TransportKind) async throws {
            // All that may stand in a path, escapes in either case, empty segments and parameters.
            let targets = [
                "/", "/a//b/", "/a%2Fb%2fc%20d", "/-._~!$&'()*+,;=:@", "/v?x=%20y&z", "/v?", "/v?a=/?:@!$'()*,;&b",
                "/%E2%82%AC?sig=a+b%2B==",
            ]
            let heads = try await heads(kind) { url in targets.map { .test(url + $0) } }
            #expect(heads.map(\.line) == targets.map { "GET \($0) HTTP/1.1" })
        }

        @Test("a path with dot segments is sent as it is, or refused", arguments: TransportKind.allCases)
        func dotSegments(_ kind: TransportKind) async throws {
            try await withServer { peer in
                while peer.readRequest() != nil { peer.reply() }
            } _: { server in
                try await withTransport(kind) { transport in
                    for path in ["/a/../b", "/./a", "/a/%2e%2E/b", "/a/.."] {
                        let outcome = await transport.send(.test(server.url + path))
                        #expect((outcome.reply?.status == 200) == kind.promises.sendsDotSegments)
                        #expect((outcome.failure?.provesNothingSent == true) != kind.promises.sendsDotSegments)
                        if kind.promises.sendsDotSegments {
                            #expect(server.seen.heads.last?.hasPrefix("GET \(path) HTTP/1.1\r\n") == true)
                        }
                    }
                    #expect((server.seen.connections == 0) != kind.promises.sendsDotSegments)
                }
            }
        }

        @Test(
            "a small call carries its own fields and no others but those that are told",
            arguments: TransportKind.allCases)
        func plainCall(_ kind: TransportKind) async throws {
            let name = try #require(HTTPField.Name("X-Own"))
            let heads = try await heads(kind) {
                [.test($0, fields: [.accept: "application/json", name: "a, b; c=\"d\""])]
            }
            #expect(heads[0]["host"] == ["127.0.0.1"])
            #expect(heads[0]["user-agent"] == ["swift-video-generation"])
            #expect(heads[0]["accept"] == ["application/json"])
            #expect(heads[0]["x-own"] == ["a, b; c=\"d\""])
            let others = Set(heads[0].fields.map(\.name)).subtracting(["host", "user-agent", "accept", "x-own"])
            #expect(others == kind.promises.addedFields.subtracting(["accept"]))
            #expect(heads[0].fields.count == 4 + others.count)
        }

        @Test("a large payment has its length, no Expect, no invented type", arguments: TransportKind.allCases)
        func payment(_ kind: TransportKind) async throws {
            let body = HTTPBody([.base64(GeneratedSource(byteCount: 3 << 20))])
            let type: HTTPFields = [.contentType: "application/json"]
            let heads = try await heads(kind) { url in
                [
                    .test(url, .post, purpose: .submit, fields: type, body: body),
                    .test(url, .post, purpose: .submit, body: .empty),
                ]
            }
            #expect(heads[0]["content-length"] == ["4194304"])
            #expect(heads[0]["content-type"] == ["application/json"])
            #expect(heads[1]["content-length"] == ["0"])
            #expect(heads[1]["content-type"] == [])
            for head in heads {
                #expect(head["expect"] == [] && head["transfer-encoding"] == [])
                // No decoding of content is offered.
                #expect(
                    head["accept-encoding"]
                        == (kind.promises.addedFields.contains("accept-encoding") ? ["identity"] : []))
            }
        }

        @Test(
            "methods are sent as they are, and HEAD waits for no body", arguments: TransportKind.allCases,
            ["HEAD", "DELETE", "PUT", "PATCH"])
        func methods(_ kind: TransportKind, _ name: String) async throws {
            let method = try #require(HTTPRequest.Method(name))
            let body = name.hasPrefix("P") ? HTTPBody([.bytes(Array("{}".utf8))]) : .empty
            // Twice, so that a reused handle is seen to forget the first one; then a plain call.
            let heads = try await heads(kind) {
                [.test($0, method, body: body), .test($0, method, body: body), .test($0)]
            }
            #expect(heads.map { $0.line.prefix { $0 != " " } } == [name[...], name[...], "GET"])
            #expect((heads[1]["content-length"] == ["2"]) == name.hasPrefix("P"))
            #expect(!heads[2].fields.contains { $0.name.hasPrefix("content-") })
        }

        @Test("a field without value is sent as such", arguments: TransportKind.allCases)
        func emptyValue(_ kind: TransportKind) async throws {
            let name = try #require(HTTPField.Name("X-Empty"))
            let heads = try await heads(kind) { [.test($0, fields: [name: ""])] }
            #expect(heads[0]["x-empty"] == [""])
        }

        @Test(
            "a field that only repeats what is sent anyway is accepted; another frame is refused",
            arguments: TransportKind.allCases)
        func framing(_ kind: TransportKind) async throws {
            let body = HTTPBody([.bytes(Array("{}".utf8))])
            let heads = try await heads(kind) { url in
                [.test(url, .post, fields: [.contentLength: "2"], body: body)]
            }
            #expect(heads[0]["content-length"] == ["2"])
            for fields: HTTPFields in [
                [.contentLength: "3"], [.transferEncoding: "chunked"], [.expect: "100-continue"],
            ] {
                let exchange = HTTPExchange.test("http://127.0.0.1:9", .post, fields: fields, body: body)
                try await withTransport(kind) { transport in
                    let failure = try #require(await transport.send(exchange).failure)
                    #expect(failure.phase == .preparing)
                    #expect(failure.provesNothingSent)
                }
            }
        }

        @Test(
            "a line break or zero byte in a credential's prefix is refused", arguments: TransportKind.allCases,
            ["Bearer\r\nX: ", "a\n", "a\0b "])
        func lineBreak(_ kind: TransportKind, _ prefix: String) async throws {
            try await withServer {
                $0.waitForEnd()
            } _: { server in
                try await withTransport(kind) { transport in
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

        @Test("the credential stands in its field, once, and in no message", arguments: TransportKind.allCases)
        func credential(_ kind: TransportKind) async throws {
            let secret = try Secret("canary-key")
            let name = try #require(HTTPField.Name("x-api-key"))
            let heads = try await heads(kind) { url in
                var bearer = HTTPExchange.test(url)
                bearer.authorization = .init(secret: secret)
                var bare = HTTPExchange.test(url)
                bare.authorization = .init(field: name, prefix: "", secret: secret)
                return [bearer, bare, .test(url)]
            }
            #expect(heads[0]["authorization"] == ["Bearer canary-key"])
            #expect(heads[1]["x-api-key"] == ["canary-key"])
            #expect(heads[0].text.ranges(of: "canary-key").count == 1)
            #expect(heads[1].text.ranges(of: "canary-key").count == 1)
            #expect(!heads[2].text.contains("canary"))
            if kind.promises.keepsFieldOrder { #expect(heads[0].text.hasSuffix("canary-key\r\n\r\n")) }
        }

        @Test(
            "a failure's message holds no query, no credential and nothing the service said",
            arguments: TransportKind.allCases)
        func messages(_ kind: TransportKind) async throws {
            try await withServer { peer in
                _ = peer.readRequest()
                peer.send("HTTP/1.1 200 canary-reason\r\nX: canary-field\r\nContent-Length: 50\r\n\r\ncanary-body")
            } _: { server in
                try await withTransport(kind) { transport in
                    var exchange = HTTPExchange.test(server.url + "/v?signature=canary-query")
                    exchange.authorization = .init(secret: try Secret("canary-key"))
                    let failure = try #require(await transport.send(exchange).failure)
                    #expect(!"\(failure)".contains("canary"))
                    #expect(failure.message.hasPrefix("127.0.0.1: "))
                }
            }
        }

        @Test("informational replies are passed over", arguments: TransportKind.allCases)
        func informational(_ kind: TransportKind) async throws {
            try await withServer { peer in
                _ = peer.readRequest()
                peer.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n")
                peer.send("HTTP/1.1 201 Created\r\nContent-Length: 2\r\nX-Final: yes\r\nA: b\r\n\r\n{}")
            } _: { server in
                try await withTransport(kind) { transport in
                    let reply = try #require(await transport.send(.test(server.url)).reply)
                    #expect(reply.status == 201)
                    #expect(reply.text == "{}")
                    #expect(reply.headerFields[.contentLength] == "2")
                    #expect(reply.headerFields.count == 3)
                    let isRaw =
                        String(decoding: reply.rawHeader, as: UTF8.self)
                        == "Content-Length: 2\r\nX-Final: yes\r\nA: b\r\n"
                    #expect(isRaw == kind.promises.keepsRawHeader)
                }
            }
        }

        @Test("trailers are dropped", arguments: TransportKind.withBrokenHeaders)
        func trailers(_ kind: TransportKind) async throws {
            try await withServer { peer in
                _ = peer.readRequest()
                peer.send(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Trailer: late\r\n\r\n")
            } _: { server in
                try await withTransport(kind) { transport in
                    let reply = try #require(await transport.send(.test(server.url)).reply)
                    #expect(reply.text == "{}")
                    #expect(!String(decoding: reply.rawHeader, as: UTF8.self).contains("X-Trailer"))
                }
            }
        }
    }
}
