// SPDX-License-Identifier: Apache-2.0
import Synchronization
import TestServers
import Testing
import VideoGenerationCore

extension Conformance {
    @Suite("A request's body", .timeLimit(.minutes(2)))
    struct BodyTests {
        /// Base64 as the RFC describes it, one character at a time.
        private static func reference(_ bytes: [UInt8]) -> String {
            let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
            var text = ""
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let group = bytes[start...].prefix(3)
                let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
                for place in 0..<4 { text.append(place <= group.count ? alphabet[bits >> (18 - 6 * place) & 63] : "=") }
            }
            return text
        }

        @Test(
            "a large source arrives whole with an exact length, read in pieces where that is promised",
            arguments: TransportKind.allCases)
        func largeSource(_ kind: TransportKind) async throws {
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
                try await withTransport(kind) { transport in
                    let body = HTTPBody([
                        .bytes(Array("{\"image\":\"".utf8)), .base64(source), .bytes(Array("\"}".utf8)),
                    ])
                    let exchange = HTTPExchange.test(server.url, .post, purpose: .submit, body: body)
                    #expect(await transport.send(exchange).reply?.status == 200)
                    #expect(received.value == body.byteCount)
                    #expect(isIntact.withLock { $0 })
                    #expect((largestRead.value <= 512 << 10) == kind.promises.streamsBodies)
                }
            }
        }

        private static func length(_ head: String) -> Int? {
            let line = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
            return line.flatMap { Int($0.split(separator: " ")[1]) }
        }

        @Test("a source that fails in the middle ends the exchange, with its error", arguments: TransportKind.allCases)
        func brokenSource(_ kind: TransportKind) async throws {
            let source = GeneratedSource(byteCount: 8 << 20, throwsAfter: 1 << 20)
            let failure = try await failure(of: source, kind)
            #expect(failure.kind == .bodyUnreadable)
            #expect(failure.underlying as? GeneratedSource.Fault == .broken)
        }

        @Test(
            "a source that ends early, or does not end, ends the exchange", arguments: TransportKind.allCases,
            [1 << 20, (3 << 20) + 1, 0])
        func changedSource(_ kind: TransportKind, _ actual: Int) async throws {
            let failure = try await failure(of: GeneratedSource(byteCount: 3 << 20, actualCount: actual), kind)
            #expect(failure.kind == .bodyUnreadable)
            #expect(failure.underlying is RequestBody.WrongLength)
        }

        private func failure(of source: GeneratedSource, _ kind: TransportKind) async throws -> ExchangeFailure {
            try await withServer { peer in
                if peer.readRequest() != nil { peer.reply("complete") }
            } _: { server in
                try await withTransport(kind) { transport in
                    let body = HTTPBody([.base64(source)])
                    let exchange = HTTPExchange.test(server.url, .post, purpose: .submit, body: body)
                    let failure = try #require(await transport.send(exchange).failure)
                    // Who reads while sending has sent a part of it; who reads before has connected to nobody.
                    #expect(failure.provesNothingSent != kind.promises.streamsBodies)
                    if kind.promises.streamsBodies { #expect(await eventually { !server.seen.heads.isEmpty }) }
                    #expect(!failure.provesNothingSent || server.seen.connections == 0)
                    return failure
                }
            }
        }

        @Test(
            "a source that cannot be opened ends the exchange before anything is connected",
            arguments: TransportKind.allCases)
        func missingSource(_ kind: TransportKind) async throws {
            try await withServer {
                $0.waitForEnd()
            } _: { server in
                try await withTransport(kind) { transport in
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
}
