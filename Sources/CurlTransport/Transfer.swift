// SPDX-License-Identifier: Apache-2.0
import CVideoGenBase64
import CVideoGenCurl
import VideoGenerationCore

/// One exchange in flight: what libcurl's callbacks work on. It lives on the loop's thread only.
final class Transfer {
    let id: ExchangeID
    let exchange: HTTPExchange
    let destination: ExchangeDestination
    let easy: EasyHandle
    /// Who wants to know what comes of it.
    private(set) var client: Client
    /// When it began.
    private(set) var begun: MonotonicTime

    var body: RequestBody
    var collector: ReplyCollector
    /// What ended the exchange, if something on our side did.
    var problem: ReplyCollector.Problem?
    /// How often a request was about to be written to a connection.
    var requests = 0

    private let isProxied: Bool
    private let observe: (@Sendable (IPAddress, Bool) -> Void)?
    private var openedSockets = 0
    private var refusedAddress: IPAddress?
    private var lastMovement: (bytes: Int64, at: MonotonicTime)

    /// Who an exchange is for.
    enum Client {
        case caller(@Sendable (HTTPOutcome) -> Void)
        case lane(LaneTraffic, UInt64)
    }

    /// Checks the exchange, opens the sources of its body and sets a handle up; nothing is looked up or connected yet.
    ///
    /// - Throws: The failure that the exchange ends with.
    init(
        _ id: ExchangeID, _ exchange: HTTPExchange, for client: Client, now: MonotonicTime, handles: HandlePool
    ) throws(ExchangeFailure) {
        let configuration = handles.configuration
        let destination = try handles.destination(exchange)
        let host = destination.host
        let target = try destination.target(exchange.request.path)
        guard exchange.request.method != .connect else { throw .notStarted(.forbidden, host, "CONNECT is for proxies") }
        self.id = id
        self.exchange = exchange
        self.destination = destination
        self.client = client
        self.begun = now
        self.isProxied = configuration.proxy != nil && !destination.isLoopback
        self.observe = configuration.observeAddress
        self.collector = ReplyCollector(
            limit: exchange.limits.bodyBytes, sink: exchange.sink, expectsBody: exchange.request.method != .head)
        self.body = unsafe RequestBody(exchange.body) { unsafe cvideogen_base64_encode($0.baseAddress, $1) }
        self.lastMovement = (0, now)
        do {
            try body.open()
        } catch {
            throw .notStarted(.bodyUnreadable, host, "the request's body cannot be read", underlying: error)
        }
        do throws(Refusal) {
            let lines = try RequestHeader.lines(for: exchange, authority: destination.authority)
            self.easy = try handles.take()
            try easy.aim(exchange, at: destination, target, proxy: isProxied ? configuration.proxy : nil)
            try easy.load(exchange, lines: lines, userAgent: handles.userAgent)
            try install()
        } catch {
            throw .notStarted(.other, host, error.text)
        }
    }

    /// Makes it the exchange of a lane's next call, which differs from the last in its target only.
    func begin(_ call: UInt64, of lane: LaneTraffic, at target: [UInt8], now: MonotonicTime) throws(Refusal) {
        client = .lane(lane, call)
        begun = now
        collector.startOver()
        problem = nil
        requests = 0
        openedSockets = 0
        refusedAddress = nil
        lastMovement = (0, now)
        try easy.aim(atTarget: target)
    }

    /// Whether a socket for `address` may be made; remembers what was refused.
    func admits(_ address: IPAddress?) -> Bool {
        if isProxied { return true }
        let isAllowed = address.map(destination.rules.allows) ?? false
        if let address { observe?(address, isAllowed) }
        if isAllowed {
            openedSockets += 1
        } else {
            refusedAddress = address
        }
        return isAllowed
    }

    /// Whether the request may be written now, on a connection to `address`: the last moment to object.
    ///
    /// A kept connection may have been made under another exchange's rules, and a payment is written once, whatever
    /// libcurl believes about the connection it was written to.
    func admitsRequest(to address: IPAddress?) -> Bool {
        requests += 1
        if exchange.purpose == .submit, requests > 1 {
            problem = .init(kind: .connectionLost, text: "the connection was lost; the request is not sent again")
            return false
        }
        guard isProxied || address.map(destination.rules.allows) == true else {
            problem = .init(kind: .forbidden, text: "\(address.map(String.init) ?? "the address") is not allowed")
            requests -= 1
            return false
        }
        return true
    }

    /// Whether bytes moved since the moment that is returned; asked now and then to find a stalled exchange.
    func lastMovement(now: MonotonicTime) -> MonotonicTime {
        let evidence = easy.evidence
        let bytes = evidence.request_bytes + evidence.body_bytes + collector.bytesReceived
        if evidence.request_bytes == 0 || bytes != lastMovement.bytes { lastMovement = (bytes, now) }
        return lastMovement.at
    }

    /// Whether a whole reply with status 200 is here, and nothing on our side objects.
    var isPlainSuccess: Bool {
        collector.status == 200 && collector.isHeaderWhole && problem == nil && collector.problem == nil
    }

    /// What came of the exchange that libcurl ended with `code`.
    func outcome(_ code: CURLcode) -> HTTPOutcome {
        if code == CURLE_OK, problem == nil, collector.problem == nil {
            guard collector.isHeaderWhole, let status = collector.status else {
                return .failure(failure(.connectionLost, "the connection ended before the reply's header did"))
            }
            return .reply(HTTPReply(status: status, rawHeader: collector.header, body: collector.body))
        }
        if let problem = problem ?? collector.problem {
            var failure = failure(problem.kind, problem.text)
            failure.underlying = problem.underlying
            return .failure(failure)
        }
        if code == CURLE_COULDNT_CONNECT, openedSockets == 0, let refusedAddress {
            return .failure(failure(.forbidden, "\(refusedAddress) is not a public address, and not a trusted one"))
        }
        let kind = CurlFailure.kind(of: code)
        let text = CurlFailure.text(code, easy.evidence)
        return .failure(failure(kind, text, mayProve: CurlFailure.happensBeforeRequest(code)))
    }

    /// The failure `kind` with the evidence of this moment.
    ///
    /// - Parameter mayProve: Whether the cause is one that can come before the request; only then does a request of no
    ///   bytes prove that nothing was sent.
    func failure(_ kind: ExchangeFailure.Kind, _ text: String, mayProve: Bool = true) -> ExchangeFailure {
        let evidence = easy.evidence
        let received = collector.bytesReceived
        let phase: ExchangeFailure.Phase =
            if received > 0 {
                .receiving
            } else if evidence.request_bytes == 0 {
                .connecting
            } else {
                evidence.body_bytes < body.byteCount ? .sending : .waiting
            }
        let isUntouched = evidence.request_bytes == 0 && requests == 0 && body.handedOver == 0 && received == 0
        // Any other call's reply may hold a signed URL, which is a secret.
        let bodyStart = exchange.purpose == .submit ? Array(collector.body.prefix(1024)) : []
        return ExchangeFailure(
            kind, phase: phase, bytesSent: evidence.request_bytes + evidence.body_bytes, bytesReceived: received,
            provesNothingSent: mayProve && isUntouched, status: collector.status, bodyStart: bodyStart,
            message: "\(destination.host): \(text)")
    }
}
