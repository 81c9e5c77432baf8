// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// What a virtual service does with an exchange.
public struct VirtualReply: Sendable {
    /// What comes of it.
    public var outcome: HTTPOutcome
    /// How long it takes in virtual time.
    public var delay: Duration
    /// Bytes of a reply with status 200 that reach the exchange's sink before a failure.
    public var delivered: [UInt8]

    /// A reply or failure after `delay`.
    public init(_ outcome: HTTPOutcome, after delay: Duration = .milliseconds(10), delivering delivered: [UInt8] = []) {
        self.outcome = outcome
        self.delay = delay
        self.delivered = delivered
    }

    /// A reply with a JSON text as its body.
    public static func json(_ text: String, status: Int = 200, header: String = "") -> VirtualReply {
        VirtualReply(.reply(HTTPReply(status: status, rawHeader: Array(header.utf8), body: Array(text.utf8))))
    }

    /// A reply with these bytes as its body.
    public static func bytes(_ bytes: [UInt8], status: Int = 200, header: String = "") -> VirtualReply {
        VirtualReply(.reply(HTTPReply(status: status, rawHeader: Array(header.utf8), body: bytes)))
    }

    /// No reply: the exchange fails. Unless it is said to be proved, nobody can know whether the request was read.
    public static func failure(
        _ kind: ExchangeFailure.Kind, phase: ExchangeFailure.Phase = .waiting, provesNothingSent: Bool = false
    ) -> VirtualReply {
        VirtualReply(
            .failure(
                ExchangeFailure(
                    kind, phase: phase, bytesSent: provesNothingSent ? 0 : 100, provesNothingSent: provesNothingSent,
                    message: "The virtual service broke the exchange off (\(kind.name)).")))
    }

    /// A reply whose header and first bytes arrive before the connection is lost.
    public static func cut(_ reply: HTTPReply, after bytes: [UInt8]) -> VirtualReply {
        let failure = ExchangeFailure(
            .connectionLost, phase: .receiving, bytesSent: 100,
            bytesReceived: Int64(reply.rawHeader.count + bytes.count), provesNothingSent: false, status: reply.status,
            message: "The virtual service cut its reply off.")
        var cut = VirtualReply(.failure(failure), delivering: bytes)
        cut.head = reply
        return cut
    }

    /// The same reply after `delay`.
    public func after(_ delay: Duration) -> VirtualReply {
        var copy = self
        copy.delay = delay
        return copy
    }

    private var head: HTTPReply?

    /// The same reply, or the failure that `limits` make of it.
    func held(to limits: HTTPExchange.Limits) -> VirtualReply {
        if let total = limits.total, delay > total {
            return VirtualReply.failure(.timedOut).after(total)
        }
        if case .reply(let reply) = outcome, reply.body.count > limits.bodyBytes {
            return VirtualReply.failure(.tooLarge, phase: .receiving).after(delay)
        }
        return self
    }

    /// Feeds the sink as a transport would, and says what came of the exchange.
    func play(into sink: (any ByteSink)?) -> HTTPOutcome {
        var reply = head ?? (delivered.isEmpty ? nil : HTTPReply(status: 200))
        var bytes = delivered
        if case .reply(let whole) = outcome { (reply, bytes) = (whole, whole.body) }
        guard let sink, var reply, reply.status == 200 || reply.status == 206 else { return outcome }
        reply.body = []
        do {
            try sink.begin(reply)
            unsafe try bytes.withUnsafeBytes { buffer in unsafe try sink.write(buffer) }
        } catch {
            return .failure(
                ExchangeFailure(
                    .sinkFailed, phase: .receiving, provesNothingSent: false, message: "The sink failed.",
                    underlying: error))
        }
        if case .reply = outcome { return .reply(reply) }
        return outcome
    }
}
