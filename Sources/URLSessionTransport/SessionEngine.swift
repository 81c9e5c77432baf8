// SPDX-License-Identifier: Apache-2.0
import Foundation
import VideoGenerationCore

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The URLSessions and everything in flight. It lives on the loop's queue.
final class SessionEngine {
    /// The loop that it belongs to; it is there whenever something is called here.
    weak var loop: SessionLoop?

    let configuration: URLSessionTransport.Configuration
    private let userAgent: String
    private var pool: SessionPool?
    private var exchanges: [ExchangeID: InFlight] = [:]
    private var names: [TaskName: ExchangeID] = [:]
    private var destinations: [ExchangeDestination.Key: ExchangeDestination] = [:]
    private var alarms = Alarms()
    private var alarmClock: (any DispatchSourceTimer)?
    private var timerHandlers: [UInt64: @Sendable () -> Void] = [:]
    private var isClosed = false

    init(_ configuration: URLSessionTransport.Configuration) {
        self.configuration = configuration
        self.userAgent = String(
            decoding: configuration.userAgent.utf8.filter { (0x20...0x7E).contains($0) }, as: UTF8.self)
    }

    private var now: MonotonicTime { loop?.now ?? MonotonicTime(nanoseconds: 0) }

    // MARK: What is asked of the loop

    /// Begins an exchange: checks it, and has its addresses and its body looked at elsewhere, because both may block.
    func begin(_ id: ExchangeID, _ exchange: HTTPExchange, _ completion: @escaping @Sendable (HTTPOutcome) -> Void) {
        guard !isClosed, let loop else {
            return completion(.failure(.notStarted(.cancelled, nil, "the transport was shut down")))
        }
        do throws(ExchangeFailure) {
            let inFlight = try InFlight(
                id, exchange, at: destination(exchange), userAgent: userAgent, now: loop.now, completion: completion)
            exchanges[id] = inFlight
            if let total = exchange.limits.total { setAlarm(.end(id), to: loop.now + total) }
            setAlarm(.connection(id), to: loop.now + exchange.limits.connect)
            prepare(inFlight, on: loop)
        } catch {
            completion(.failure(error))
        }
    }

    /// Ends an exchange.
    func cancel(_ id: ExchangeID) {
        guard let inFlight = exchanges[id] else { return }
        end(inFlight, .failure(inFlight.failure(.cancelled, "the exchange was cancelled")))
    }

    /// Sets a timer.
    func setTimer(_ number: UInt64, _ time: MonotonicTime?, _ handler: @escaping @Sendable () -> Void) {
        guard !isClosed else { return }
        timerHandlers[number] = handler
        setAlarm(.timer(number), to: time)
    }

    /// Forgets a timer.
    func removeTimer(_ number: UInt64) {
        timerHandlers[number] = nil
        setAlarm(.timer(number), to: nil)
    }

    /// Ends everything in flight, and whatever comes later at once.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        for inFlight in exchanges.values.sorted(by: { $0.id.rawValue < $1.id.rawValue }) {
            end(inFlight, .failure(inFlight.failure(.cancelled, "the transport was shut down")))
        }
        pool?.removeAll()
        pool = nil
        alarms.removeAll()
        timerHandlers = [:]
        alarmClock?.cancel()
        alarmClock = nil
    }

    // MARK: From the check to URLSession

    private func destination(_ exchange: HTTPExchange) throws(ExchangeFailure) -> ExchangeDestination {
        let key = ExchangeDestination.Key(exchange)
        if let known = destinations[key] { return known }
        let destination = try ExchangeDestination(key, trusted: configuration.trustedHosts)
        // Results may come from ever new hosts; starting over is cheap.
        if destinations.count == 256 { destinations = [:] }
        destinations[key] = destination
        return destination
    }

    private func prepare(_ inFlight: InFlight, on loop: SessionLoop) {
        let id = inFlight.id
        let body = inFlight.exchange.body
        let literal = inFlight.address
        let host = inFlight.destination.host
        let lookUp = configuration.lookUp
        DispatchQueue.global().async {
            let prepared = Result { try SessionBody(body) }
            let addresses = literal.map { [$0] } ?? lookUp(host)
            loop.post { $0.resume(id, prepared, addresses) }
        }
    }

    /// Gives an exchange to URLSession, unless it has ended or must not go where its host's name leads.
    private func resume(_ id: ExchangeID, _ body: Result<SessionBody, any Error>, _ addresses: [IPAddress]) {
        guard let inFlight = exchanges[id], let loop else { return }
        let host = inFlight.destination.host
        switch body {
        case .success(let body): inFlight.body = body
        case .failure(let error):
            let text = "the request's body cannot be read"
            return end(inFlight, .failure(.notStarted(.bodyUnreadable, host, text, underlying: error)))
        }
        let judged = addresses.map { (address: $0, isAllowed: inFlight.destination.rules.allows($0)) }
        for (address, isAllowed) in judged { configuration.observeAddress?(address, isAllowed) }
        if let refused = judged.first(where: { !$0.isAllowed })?.address {
            let text = "\(refused) is not a public address, and not a trusted one"
            return end(inFlight, .failure(inFlight.failure(.forbidden, text)))
        }
        guard !addresses.isEmpty else {
            return end(inFlight, .failure(inFlight.failure(.unreachable, "the host has no address")))
        }
        let pool = self.pool ?? SessionPool(configuration, on: loop)
        self.pool = pool
        start(inFlight, in: pool.session(for: inFlight.exchange, on: loop))
    }

    private func start(_ inFlight: InFlight, in session: SessionPool.Session) {
        let task: URLSessionTask
        var request = inFlight.request
        #if canImport(FoundationNetworking)
            // Given up by the server, too, before the session is: its connection would otherwise be closed by a library
            // whose own objects are already on their way out (swift-corelibs-foundation #5203).
            if session.isOwn { request.setValue("close", forHTTPHeaderField: "Connection") }
        #endif
        switch inFlight.body {
        case .none: task = session.urlSession.dataTask(with: request)
        case .data(let data): task = session.urlSession.uploadTask(with: request, from: data)
        #if canImport(Darwin)
            case .stream(let pump):
                request.setValue(String(inFlight.exchange.body.byteCount), forHTTPHeaderField: "Content-Length")
                // There is one stream and no delegate method for another one: nothing of it can be sent twice.
                request.httpBodyStream = unsafe pump.input
                task = session.urlSession.dataTask(with: request)
                pump.start()
        #endif
        }
        inFlight.session = session
        inFlight.task = task
        inFlight.noteMovement(now)
        names[TaskName(session: session.number, task: task.taskIdentifier)] = inFlight.id
        // Without a body, nothing tells a server that is slow to answer from one that is slow to connect.
        if inFlight.exchange.body.byteCount == 0 { setAlarm(.connection(inFlight.id), to: nil) }
        if let stall = inFlight.exchange.limits.stall { setAlarm(.stall(inFlight.id), to: now + stall / 4) }
        task.resume()
    }

    // MARK: What URLSession tells

    private func inFlight(_ name: TaskName) -> InFlight? { names[name].flatMap { exchanges[$0] } }

    /// Takes a reply's header; false ends the exchange.
    func receive(_ header: ReplyHeader?, of name: TaskName) -> Bool {
        guard let inFlight = inFlight(name) else { return false }
        moved(inFlight)
        guard let header else { return stop(inFlight, .notHTTP, "the reply is not HTTP") }
        // On Linux, informational replies come here as well.
        guard header.pass(to: &inFlight.collector) else { return stop(inFlight) }
        if header.isDecoded, inFlight.exchange.purpose == .download {
            return stop(inFlight, .notHTTP, "the result came in an encoding that was not asked for")
        }
        return true
    }

    /// Takes bytes of a reply's body.
    func receive(_ data: Data, of name: TaskName) {
        guard let inFlight = inFlight(name) else { return }
        moved(inFlight)
        for part in data.regions {
            let isTaken = unsafe part.withUnsafeBytes { unsafe inFlight.collector.takeBody($0) }
            if !isTaken {
                _ = stop(inFlight)
                return
            }
        }
    }

    /// Notes how much of a body was sent.
    func noteSent(_ count: Int64, of name: TaskName) {
        guard let inFlight = inFlight(name) else { return }
        moved(inFlight, bodyBytesSent: count)
    }

    /// Notes what a task's metrics say.
    func noteMetrics(hasRequestBegun: Bool, of name: TaskName) {
        inFlight(name)?.hasRequestBegun = hasRequestBegun
    }

    /// Ends an exchange as URLSession ended its task.
    func complete(_ name: TaskName, _ header: ReplyHeader?, _ error: (any Error)?) {
        guard let inFlight = inFlight(name) else { return }
        if let error { return end(inFlight, inFlight.outcome(error)) }
        // On Linux, a redirect that leads nowhere is told by nothing else.
        if let header, !inFlight.collector.isHeaderWhole { _ = header.pass(to: &inFlight.collector) }
        end(inFlight, inFlight.reply)
    }

    private func moved(_ inFlight: InFlight, bodyBytesSent: Int64 = 0) {
        inFlight.noteMovement(now, bodyBytesSent: bodyBytesSent)
        setAlarm(.connection(inFlight.id), to: nil)
    }

    private func stop(_ inFlight: InFlight) -> Bool {
        end(inFlight, inFlight.stopped)
        return false
    }

    private func stop(_ inFlight: InFlight, _ kind: ExchangeFailure.Kind, _ text: String) -> Bool {
        end(inFlight, .failure(inFlight.failure(kind, text)))
        return false
    }

    private func end(_ inFlight: InFlight, _ outcome: HTTPOutcome) {
        exchanges[inFlight.id] = nil
        alarms.removeAll(of: inFlight.id)
        if let task = inFlight.task, let session = inFlight.session {
            names[TaskName(session: session.number, task: task.taskIdentifier)] = nil
            pool?.finish(task, of: session)
        }
        inFlight.completion(outcome)
    }

    // MARK: The clock

    private func setAlarm(_ key: Alarms.Key, to time: MonotonicTime?) {
        let before = alarms.earliest
        alarms.set(key, to: time)
        if alarms.earliest != before { wind() }
    }

    /// Sets the clock to the earliest alarm; never for longer than ten seconds, because it stands still while the machine
    /// sleeps, and deadlines do not.
    private func wind() {
        guard let loop, !isClosed else { return }
        guard let earliest = alarms.earliest else {
            alarmClock?.schedule(deadline: .distantFuture)
            return
        }
        let wait = min(max((earliest - now).wholeNanoseconds, 0), 10_000_000_000)
        let clock = alarmClock ?? makeClock(on: loop)
        clock.schedule(deadline: .now() + .nanoseconds(Int(wait)), leeway: .nanoseconds(0))
    }

    private func makeClock(on loop: SessionLoop) -> any DispatchSourceTimer {
        let clock = DispatchSource.makeTimerSource(queue: loop.queue)
        clock.setEventHandler { [weak loop] in loop?.run { $0.ring() } }
        alarmClock = clock
        clock.activate()
        return clock
    }

    private func ring() {
        let now = now
        while let key = alarms.popDue(now) {
            switch key {
            case .timer(let number): timerHandlers[number]?()
            case .end(let id): timeOut(id, "the time is over")
            case .connection(let id): timeOut(id, "there is no connection after the time for that")
            case .stall(let id): checkStall(id, now)
            }
        }
        wind()
    }

    private func timeOut(_ id: ExchangeID, _ text: String) {
        guard let inFlight = exchanges[id] else { return }
        end(inFlight, .failure(inFlight.failure(.timedOut, text)))
    }

    private func checkStall(_ id: ExchangeID, _ now: MonotonicTime) {
        guard let inFlight = exchanges[id], let stall = inFlight.exchange.limits.stall else { return }
        if now - inFlight.lastMovement >= stall {
            timeOut(id, "no byte moved for \(stall)")
        } else {
            alarms.set(.stall(id), to: now + max(stall / 4, .milliseconds(1)))
        }
    }
}
