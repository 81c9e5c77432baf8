// SPDX-License-Identifier: Apache-2.0
import Foundation
import VideoGenerationCore

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// One exchange in flight. It lives on the loop only.
final class InFlight {
    let id: ExchangeID
    let exchange: HTTPExchange
    let destination: ExchangeDestination
    let request: URLRequest
    let completion: @Sendable (HTTPOutcome) -> Void

    var collector: ReplyCollector
    /// What URLSession works on; nil before.
    var task: URLSessionTask?
    var session: SessionPool.Session?
    var body = SessionBody.none
    /// Whether URLSession has said that its task is over.
    var hasEnded = false
    /// What the task's metrics say about whether a request began; nil while there are none.
    var hasRequestBegun: Bool?
    private(set) var bodyBytesSent: Int64 = 0
    private(set) var lastMovement: MonotonicTime

    /// Checks the exchange; nothing is opened, looked up or connected yet.
    ///
    /// - Throws: The failure that the exchange ends with.
    init(
        _ id: ExchangeID, _ exchange: HTTPExchange, at destination: ExchangeDestination, userAgent: String,
        now: MonotonicTime,
        completion: @escaping @Sendable (HTTPOutcome) -> Void
    ) throws(ExchangeFailure) {
        let host = destination.host
        let target = try destination.target(exchange.request.path)
        guard exchange.request.method != .connect else { throw .notStarted(.forbidden, host, "CONNECT is for proxies") }
        if let obstacle = AmbientSettings.obstacle(to: destination.scheme) {
            throw .notStarted(.forbidden, host, obstacle)
        }
        do throws(Refusal) {
            request = try SessionRequest.make(exchange, at: destination, target, userAgent: userAgent)
        } catch {
            throw .notStarted(.other, host, error.text)
        }
        self.id = id
        self.exchange = exchange
        self.destination = destination
        self.completion = completion
        self.lastMovement = now
        self.collector = ReplyCollector(
            limit: exchange.limits.bodyBytes, sink: exchange.sink, expectsBody: exchange.request.method != .head)
    }

    /// The host's address, if it is written as one.
    var address: IPAddress? { IPAddress(destination.host) }

    /// Notes that bytes moved.
    func noteMovement(_ now: MonotonicTime, bodyBytesSent: Int64 = 0) {
        lastMovement = now
        self.bodyBytesSent = max(self.bodyBytesSent, bodyBytesSent)
    }

    /// What came of it when URLSession had nothing to complain about.
    var reply: HTTPOutcome {
        guard collector.problem == nil else { return stopped }
        guard collector.isHeaderWhole, let status = collector.status else {
            return .failure(failure(.connectionLost, "the connection ended before the reply's header did"))
        }
        return .reply(HTTPReply(status: status, rawHeader: collector.header, body: collector.body))
    }

    /// What came of it when the reply was stopped here.
    var stopped: HTTPOutcome {
        guard let problem = collector.problem else { return reply }
        var failure = failure(problem.kind, problem.text)
        failure.underlying = problem.underlying
        return .failure(failure)
    }

    /// What came of it when URLSession ended it with `error`.
    func outcome(_ error: any Error) -> HTTPOutcome {
        if collector.problem != nil { return stopped }
        #if canImport(Darwin)
            if case .stream(let pump) = body, let problem = pump.problem {
                var failure = failure(.bodyUnreadable, "the request's body cannot be read")
                failure.underlying = problem
                return .failure(failure)
            }
        #endif
        let meaning = URLSessionFailure(error, hasReply: collector.status != nil)
        return .failure(failure(meaning.kind, meaning.text, proof: meaning.proof))
    }

    /// The failure `kind` with the evidence of this moment.
    func failure(
        _ kind: ExchangeFailure.Kind, _ text: String, proof: URLSessionFailure.Proof = .never
    ) -> ExchangeFailure {
        let received = collector.bytesReceived
        let provesNothingSent = task == nil || (isUntouched && doesProve(proof))
        let phase: ExchangeFailure.Phase =
            if received > 0 {
                .receiving
            } else if provesNothingSent {
                .connecting
            } else {
                // The furthest step that cannot be excluded.
                bodyBytesSent < Int64(exchange.body.byteCount) ? .sending : .waiting
            }
        // Any other call's reply may hold a signed URL, which is a secret.
        let bodyStart = exchange.purpose == .submit ? Array(collector.body.prefix(1024)) : []
        return ExchangeFailure(
            kind, phase: phase, bytesSent: bodyBytesSent, bytesReceived: received,
            provesNothingSent: provesNothingSent, status: collector.status, bodyStart: bodyStart,
            message: "\(destination.host): \(text)")
    }

    /// Whether nothing was seen of a request, on a connection that nothing else has used.
    private var isUntouched: Bool {
        guard session?.isOwn == true, bodyBytesSent == 0, task?.countOfBytesSent == 0, collector.bytesReceived == 0
        else { return false }
        #if canImport(Darwin)
            return hasRequestBegun == false
        #else
            return hasRequestBegun != true
        #endif
    }

    private func doesProve(_ proof: URLSessionFailure.Proof) -> Bool {
        switch proof {
        case .never: return false
        case .always: return true
        case .atOneAddress:
            #if canImport(FoundationNetworking)
                return address != nil
            #else
                return true
            #endif
        }
    }
}
