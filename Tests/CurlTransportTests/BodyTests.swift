// SPDX-License-Identifier: Apache-2.0
import Synchronization
import TestServers
import Testing
import VideoGenerationCore

@testable import CurlTransport

@Suite("A request's body", .timeLimit(.minutes(2)))
struct BodyTests {
    /// Base64 as the RFC describes it, one character at a time.
    static func reference(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start...].prefix(3)
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 { text.append(place <= group.count ? alphabet[bits >> (18 - 6 * place) & 63] : "=") }
        }
        return text
    }

    /// Reads a whole body in portions of `room` bytes.
    private static func read(_ body: HTTPBody, room: Int) throws -> String {
        var pass = RequestBody(body)
        try pass.open()
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: room)
        while true {
            let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe pass.read(into: $0) }
            if count == 0 { break }
            all += buffer.prefix(count)
        }
        #expect(pass.handedOver == all.count)
        return String(decoding: all, as: UTF8.self)
    }

    @Test(
        "base64 gives the RFC's known answers",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func knownAnswers(_ plain: String, _ encoded: String) throws {
        #expect(try Self.read(HTTPBody([.base64(MemorySource(Array(plain.utf8)))]), room: 100) == encoded)
    }

    @Test(
        "base64 is right for every length up to 200, however small the portions",
        arguments: [1, 2, 3, 4, 5, 7, 64, 999])
    func allLengths(_ room: Int) throws {
        for length in 0...200 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ length) }
            let source = GeneratedSource(
                byteCount: length, pattern: bytes.isEmpty ? [0] : bytes, portion: 1 + length % 5)
            let body = HTTPBody([.bytes([0x22]), .base64(source), .bytes([0x22])])
            let text = try Self.read(body, room: room)
            #expect(text == "\"\(Self.reference(bytes))\"")
            #expect(text.utf8.count == body.byteCount)
        }
    }

    @Test("base64 uses all 64 characters in their places")
    func allPairs() throws {
        var bytes: [UInt8] = []
        for pair in 0..<4096 { bytes += [UInt8(pair >> 4), UInt8(truncatingIfNeeded: pair << 4), 0] }
        #expect(try Self.read(HTTPBody([.base64(MemorySource(bytes))]), room: 1000) == Self.reference(bytes))
    }

    @Test("a large source is streamed with an exact length and in constant memory")
    func largeSource() async throws {
        let byteCount = 20 << 20
        let largestRead = Counter()
        let received = Counter()
        let isIntact = Mutex(true)
        let source = GeneratedSource(byteCount: byteCount, largestRead: largestRead)
        let period = Array(Self.reference(source.pattern).utf8)
        let twice = period + period
        try await withServer { peer in
            guard let head = peer.readHead(), let length = Self.length(head) else { return }
            #expect(length == 10 + (byteCount + 2) / 3 * 4 + 2)
            #expect(!head.lowercased().contains("expect:"))
            var offset = 0
            while offset < length, let bytes = peer.receive() {
                // All but the ends repeat every 4000 characters.
                var rest = bytes[...]
                if offset == 0 { rest = rest.dropFirst(10) }
                var place = max(0, offset - 10)
                while !rest.isEmpty, place + 4 < length - 12 {
                    let part = rest.prefix(min(period.count, length - 12 - 4 - place))
                    let start = place % period.count
                    if part != twice[start..<(start + part.count)] { isIntact.withLock { $0 = false } }
                    rest = rest.dropFirst(part.count)
                    place += part.count
                }
                offset += bytes.count
            }
            received.raise(to: offset)
            peer.reply()
        } _: { server in
            try await withTransport { transport in
                let body = HTTPBody([
                    .bytes(Array("{\"image\":\"".utf8)), .base64(source), .bytes(Array("\"}".utf8)),
                ])
                let exchange = HTTPExchange.test(server.url, .post, purpose: .submit, body: body)
                #expect(await transport.send(exchange).reply?.status == 200)
                #expect(received.value == body.byteCount)
                #expect(isIntact.withLock { $0 })
                #expect(largestRead.value <= 512 << 10)
            }
        }
    }

    private static func length(_ head: String) -> Int? {
        let line = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
        return line.flatMap { Int($0.split(separator: " ")[1]) }
    }

    @Test("a source that fails in the middle ends the exchange, with its error")
    func brokenSource() async throws {
        let source = GeneratedSource(byteCount: 8 << 20, throwsAfter: 1 << 20)
        let failure = try await failure(of: source)
        #expect(failure.kind == .bodyUnreadable)
        #expect(failure.underlying as? GeneratedSource.Fault == .broken)
        #expect(!failure.provesNothingSent)
    }

    @Test("a source that ends early, or does not end, ends the exchange", arguments: [1 << 20, (3 << 20) + 1, 0])
    func changedSource(_ actual: Int) async throws {
        let failure = try await failure(of: GeneratedSource(byteCount: 3 << 20, actualCount: actual))
        #expect(failure.kind == .bodyUnreadable)
        #expect(failure.underlying is RequestBody.WrongLength)
    }

    private func failure(of source: GeneratedSource) async throws -> ExchangeFailure {
        try await withServer { peer in
            if peer.readRequest() != nil { peer.reply("complete") }
        } _: { server in
            try await withTransport { transport in
                let body = HTTPBody([.base64(source)])
                let exchange = HTTPExchange.test(server.url, .post, purpose: .submit, body: body)
                let failure = try #require(await transport.send(exchange).failure)
                #expect(await eventually { !server.seen.heads.isEmpty })
                return failure
            }
        }
    }

    @Test("a source that cannot be opened ends the exchange before anything is connected")
    func missingSource() async throws {
        try await withServer {
            $0.waitForEnd()
        } _: { server in
            try await withTransport { transport in
                let body = HTTPBody([.base64(GeneratedSource(byteCount: 3, failsToOpen: true))])
                let exchange = HTTPExchange.test(server.url, .post, purpose: .submit, body: body)
                let failure = try #require(await transport.send(exchange).failure)
                #expect(failure.kind == .bodyUnreadable)
                #expect(failure.phase == .preparing)
                #expect(failure.provesNothingSent)
                #expect(failure.underlying as? GeneratedSource.Fault == .missing)
                #expect(server.seen.connections == 0)
            }
        }
    }
}
