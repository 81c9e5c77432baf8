// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import TestServers
import Testing
import VideoGenerationCore

@testable import URLSessionTransport

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite("A request in URLSession's form")
struct SessionRequestTests {
    private func make(_ exchange: HTTPExchange) throws -> URLRequest {
        let destination = try ExchangeDestination(ExchangeDestination.Key(exchange), trusted: .none)
        let target = try destination.target(exchange.request.path)
        return try SessionRequest.make(exchange, at: destination, target, userAgent: "test")
    }

    @Test(
        "a path that a URL parser would rewrite is refused",
        arguments: [
            "/.", "/..", "/a/./b", "/a/../b", "/a/..", "/%2e/a", "/%2E%2e/a", "/a/.%2e", "/a|b", "/a[0]", "/a?b|c",
            "/a%zz", "/a%2",
        ])
    func rewrittenPath(_ path: String) throws {
        #expect(throws: Refusal.self) { try make(.test("https://api.example.com" + path)) }
    }

    @Test(
        "a path that stays as it is passes",
        arguments: ["/", "/...", "/.well-known/a", "/a..b", "/a/..%2Fb", "/a?b=../c&d=./", "/a//", "/a;b=c,d", "/?"])
    func keptPath(_ path: String) throws {
        let request = try make(.test("https://api.example.com" + path))
        #expect(request.url?.absoluteString == "https://api.example.com" + path)
    }

    @Test("a body with GET, which URLSession drops or refuses, is refused")
    func bodyOfGet() throws {
        let body = HTTPBody([.bytes([1])])
        #expect(throws: Refusal.self) { try make(.test("https://api.example.com/", body: body)) }
    }

    @Test("a method in another case is sent as it is, or refused", arguments: ["get", "Post", "PURGE", "pUt"])
    func methods(_ name: String) throws {
        let method = try #require(HTTPRequest.Method(name))
        let made = try? make(.test("https://api.example.com/", method))
        #expect(made == nil || made?.httpMethod == name)
    }

    @Test("fields of one name are all sent, and the credential replaces none of them")
    func fields() throws {
        let name = try #require(HTTPField.Name("X-Many"))
        var exchange = HTTPExchange.test("https://api.example.com/")
        exchange.request.headerFields.append(HTTPField(name: name, value: "one"))
        exchange.request.headerFields.append(HTTPField(name: name, value: "two"))
        exchange.authorization = .init(secret: try Secret("canary-key"))
        let request = try make(exchange)
        #expect(request.value(forHTTPHeaderField: "X-Many") == "one,two")
        #expect(request.value(forHTTPHeaderField: "Authorization") == "Bearer canary-key")
        #expect(request.value(forHTTPHeaderField: "Accept-Language") == "*")
        #expect(request.value(forHTTPHeaderField: "User-Agent") == "test")
    }

    @Test("only what may be sent twice shares connections")
    func sharing() {
        let body = HTTPBody([.bytes([1])])
        let cases: [(HTTPExchange, Bool)] = [
            (.test("https://a.test/"), true), (.test("https://a.test/", .head), true),
            (.test("https://a.test/", purpose: .download), true), (.test("https://a.test/", purpose: .submit), false),
            (.test("https://a.test/", .post), false), (.test("https://a.test/", .delete), false),
            (.test("https://a.test/", .put, body: body), false), (.submission("https://a.test/"), false),
        ]
        for (exchange, mayShare) in cases { #expect(SessionPool.mayShare(exchange) == mayShare) }
    }

    @Test("a body in memory is what its pieces say")
    func body() throws {
        let body = HTTPBody([.bytes([0x22]), .base64(MemorySource(Array("foobar".utf8))), .bytes([0x22])])
        guard case .data(let data) = try SessionBody(body) else {
            Issue.record("a small body is in memory")
            return
        }
        #expect(String(decoding: data, as: UTF8.self) == "\"Zm9vYmFy\"")
        guard case .none = try SessionBody(.empty) else {
            Issue.record("no body is none")
            return
        }
    }
}
