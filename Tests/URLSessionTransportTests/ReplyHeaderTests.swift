// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import VideoGenerationCore

@testable import URLSessionTransport

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite("A reply's header out of URLSession's")
struct ReplyHeaderTests {
    private func header(_ status: Int, _ fields: [String: String]) throws -> ReplyHeader {
        let url = try #require(URL(string: "https://a.test/"))
        return ReplyHeader(
            try #require(HTTPURLResponse(url: url, statusCode: status, httpVersion: "HTTP/1.1", headerFields: fields)))
    }

    @Test("it has a line for each field, always in the same order, and a blank one")
    func lines() throws {
        let header = try header(206, ["B": "2", "A": "1", "Content-Length": "3"])
        #expect(header.lines == ["HTTP/1.1 206\r\n", "A: 1\r\n", "B: 2\r\n", "Content-Length: 3\r\n", "\r\n"])
        #expect(!header.isDecoded)
    }

    @Test("what is not true of a decoded body any more is left out")
    func decoded() throws {
        let header = try header(200, ["Content-Encoding": "gzip", "Content-Length": "3", "A": "1"])
        #expect(header.isDecoded)
        #expect(header.lines == ["HTTP/1.1 200\r\n", "A: 1\r\n", "\r\n"])
        #expect(try !self.header(200, ["Content-Encoding": "identity"]).isDecoded)
    }

    @Test("a value stays in its line")
    func folded() throws {
        let header = try header(200, ["A": "1\r\nB: 2"])
        #expect(header.lines.allSatisfy { $0.hasSuffix("\r\n") && $0.dropLast().allSatisfy { !$0.isNewline } })
    }
}
