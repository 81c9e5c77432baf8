// SPDX-License-Identifier: Apache-2.0
import Digests
public import VideoGenerationCore

/// What a service once answered, as a fixture that can lie in a repository: made by a ``RecordingTransport``, played by
/// ``VirtualLoop/init(replaying:)``.
///
/// It holds no key: a transport adds that last, and nothing here sees it. Queries, which may be signatures, are cut off URLs
/// and paths, also where JSON spells them with backslashes. Prompts, and whatever else a service repeats, are in it as they
/// came: look through it before you commit it.
public struct Recording: Codable, Hashable, Sendable {
    /// The exchanges, in the order in which they began.
    public var exchanges: [Exchange]

    /// A recording of these exchanges.
    public init(exchanges: [Exchange] = []) {
        self.exchanges = exchanges
    }

    /// One call and its answer.
    public struct Exchange: Codable, Hashable, Sendable {
        /// The method, such as `POST`.
        public var method: String
        /// The URL, without a query.
        public var url: String
        /// SHA-256 of the body in lower-case hexadecimal; nil without one.
        public var body: String?
        /// The answer's status; nil if there was none.
        public var status: Int?
        /// The answer's header fields that say something about its body or the next call.
        public var header: [String: String]
        /// The answer's body as text; what is no UTF-8 is in ``bytes``.
        public var text: String?
        /// The answer's body, if it is no text.
        public var bytes: [UInt8]?
        /// Why there was no answer: the name of an `ExchangeFailure.Kind`.
        public var failure: String?
        /// The step that a failed exchange had reached.
        public var phase: ExchangeFailure.Phase?
        /// Whether a failed exchange is proved to have sent nothing.
        public var provesNothingSent: Bool?

        /// An exchange; see the properties.
        public init(
            method: String, url: String, body: String? = nil, status: Int? = nil, header: [String: String] = [:],
            text: String? = nil, bytes: [UInt8]? = nil, failure: String? = nil, phase: ExchangeFailure.Phase? = nil,
            provesNothingSent: Bool? = nil
        ) {
            self.method = method
            self.url = url
            self.body = body
            self.status = status
            self.header = header
            self.text = text
            self.bytes = bytes
            self.failure = failure
            self.phase = phase
            self.provesNothingSent = provesNothingSent
        }
    }
}

extension Recording.Exchange {
    /// What was asked for.
    init(_ exchange: HTTPExchange) throws {
        let request = exchange.request
        let url = "\(request.scheme ?? "")://\(request.authority ?? "")\(request.path ?? "")"
        self.init(
            method: request.method.rawValue, url: url.withoutQueries,
            body: exchange.body.byteCount == 0 ? nil : try exchange.body.sha256())
    }

    /// Header fields that are kept: none of them is about an account.
    static let keptFields: [HTTPField.Name] = [
        .contentType, .contentLength, .contentRange, .retryAfter, .eTag, .acceptRanges, .location,
    ]

    /// Adds what came of it.
    mutating func answer(_ outcome: HTTPOutcome, sunk: [UInt8]) {
        switch outcome {
        case .failure(let failure):
            status = failure.status
            self.failure = failure.kind.name
            phase = failure.phase
            provesNothingSent = failure.provesNothingSent
        case .reply(let reply):
            status = reply.status
            for name in Self.keptFields {
                header[name.rawName] = reply.headerFields[name]?.withoutQueries
            }
            let body = sunk.isEmpty ? reply.body : sunk
            if let text = Self.text(body) {
                self.text = text.withoutQueries
            } else {
                bytes = body
            }
            // What a query was cut out of is shorter than it was.
            if header[HTTPField.Name.contentLength.rawName] != nil {
                header[HTTPField.Name.contentLength.rawName] = String(self.text?.utf8.count ?? body.count)
            }
        }
    }

    /// A body as text, also if it was cut in the middle of a character; nil if it is none.
    private static func text(_ body: [UInt8]) -> String? {
        for cut in 0...min(3, body.count) {
            if let text = String(validating: body.dropLast(cut), as: UTF8.self) { return text }
        }
        return nil
    }

    /// The answer, once more; nil if there was none before the recording ended.
    var reply: VirtualReply? {
        if let failure {
            return .failure(
                .named(failure) ?? .other, phase: phase ?? .waiting, provesNothingSent: provesNothingSent ?? false)
        }
        guard let status else { return nil }
        let lines = header.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined()
        return .bytes(bytes ?? Array((text ?? "").utf8), status: status, header: lines)
    }
}

extension ExchangeFailure.Kind {
    fileprivate static func named(_ name: String) -> Self? {
        let all: [Self] = [
            .forbidden, .unreachable, .insecure, .timedOut, .connectionLost, .tooLarge, .notHTTP, .bodyUnreadable,
            .sinkFailed, .cancelled, .other,
        ]
        return all.first { $0.name == name }
    }
}

extension HTTPBody {
    /// SHA-256 of what is sent, in lower-case hexadecimal; a source counts with its bytes, not their base64.
    fileprivate func sha256() throws -> String {
        var hash = SHA256()
        for segment in segments {
            switch segment {
            case .bytes(let bytes): hash.update(bytes)
            case .raw(let source), .base64(let source):
                let reader = try source.open()
                var buffer = [UInt8](repeating: 0, count: 64 << 10)
                var count = 0
                repeat {
                    count = unsafe try buffer.withUnsafeMutableBytes { unsafe try reader.read(into: $0) }
                    hash.update(Array(buffer.prefix(count)))
                } while count > 0
            }
        }
        return try hash.finalize().hex
    }
}
