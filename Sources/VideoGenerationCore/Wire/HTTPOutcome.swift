// SPDX-License-Identifier: Apache-2.0
public import HTTPTypes

/// What came of an exchange.
public enum HTTPOutcome: Sendable {
    /// A reply arrived, whatever its status. That its body is whole is only certain where its length was declared.
    case reply(HTTPReply)
    /// No full reply arrived.
    case failure(ExchangeFailure)
}

/// A reply: status, header and the collected body.
public struct HTTPReply: Sendable {
    /// The status code, 100 to 999.
    public var status: Int
    /// The header as it arrived, without the status line: `Name: value` lines ended by CR LF.
    public var rawHeader: [UInt8]
    /// The body, empty when a sink took it.
    public var body: [UInt8]

    /// A reply; see the properties.
    public init(status: Int, rawHeader: [UInt8] = [], body: [UInt8] = []) {
        self.status = status
        self.rawHeader = rawHeader
        self.body = body
    }

    /// Whether the status is 200 to 299.
    public var isSuccess: Bool { (200...299).contains(status) }

    /// The header's fields. Parsed when asked, because a poll that changes nothing never asks.
    public var headerFields: HTTPFields {
        var fields = HTTPFields()
        for line in rawHeader.split(separator: UInt8(ascii: "\n")) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
                let name = HTTPField.Name(String(decoding: line[..<colon], as: UTF8.self))
            else { continue }
            let value = String(decoding: line[(colon + 1)...], as: UTF8.self).trimmingASCIIWhitespace()
            fields.append(HTTPField(name: name, value: value))
        }
        return fields
    }
}

/// How far an exchange got before it failed: neutral evidence, without the words of one HTTP library.
public struct ExchangeFailure: Error, Sendable {
    /// What went wrong.
    public var kind: Kind
    /// The step that was reached.
    public var phase: Phase
    /// Bytes of the request, header included, that were handed to the connection.
    public var bytesSent: Int64
    /// Bytes of the reply that arrived, header included.
    public var bytesReceived: Int64
    /// Whether it is certain that no byte of the request reached anybody. False where it cannot be proved.
    public var provesNothingSent: Bool
    /// The reply's status, if its first line arrived.
    public var status: Int?
    /// The first bytes of the reply's body, at most 1,024, if a submission's reply was cut off: they may name the task.
    public var bodyStart: [UInt8]
    /// What happened, for a person; never holds a query, a credential or service text.
    public var message: String
    /// What the sink or a body's source threw, if that ended the exchange.
    public var underlying: (any Error)?

    /// A failure; see the properties.
    public init(
        _ kind: Kind, phase: Phase, bytesSent: Int64 = 0, bytesReceived: Int64 = 0, provesNothingSent: Bool,
        status: Int? = nil, bodyStart: [UInt8] = [], message: String, underlying: (any Error)? = nil
    ) {
        self.kind = kind
        self.phase = phase
        self.bytesSent = bytesSent
        self.bytesReceived = bytesReceived
        self.provesNothingSent = provesNothingSent
        self.status = status
        self.bodyStart = bodyStart
        self.message = message
        self.underlying = underlying
    }

    /// The step an exchange had reached.
    public enum Phase: String, Sendable, Codable {
        /// Checked and refused, or set up, before any name was looked up.
        case preparing
        /// Looking up the host, connecting, TLS.
        case connecting
        /// The request is on its way.
        case sending
        /// The request was sent, nothing came back yet.
        case waiting
        /// The reply was arriving.
        case receiving
    }

    /// What went wrong with an exchange.
    public struct Kind: Hashable, Sendable {
        /// A stable snake_case word.
        public let name: String

        /// The URL, scheme or address is not allowed; nothing was connected.
        public static let forbidden = Kind(name: "forbidden")
        /// The host has no address, or nobody listens there.
        public static let unreachable = Kind(name: "unreachable")
        /// The TLS handshake failed, or the certificate is not to be trusted.
        public static let insecure = Kind(name: "insecure")
        /// A ceiling of time was reached.
        public static let timedOut = Kind(name: "timed_out")
        /// The connection ended in the middle.
        public static let connectionLost = Kind(name: "connection_lost")
        /// The reply is larger than allowed.
        public static let tooLarge = Kind(name: "too_large")
        /// What came is not HTTP.
        public static let notHTTP = Kind(name: "not_http")
        /// A source of the body failed; see ``ExchangeFailure/underlying``.
        public static let bodyUnreadable = Kind(name: "body_unreadable")
        /// The sink threw; see ``ExchangeFailure/underlying``.
        public static let sinkFailed = Kind(name: "sink_failed")
        /// The caller ended it, or the transport was shut down.
        public static let cancelled = Kind(name: "cancelled")
        /// The HTTP library failed in a way that has no word here.
        public static let other = Kind(name: "other")
    }
}
