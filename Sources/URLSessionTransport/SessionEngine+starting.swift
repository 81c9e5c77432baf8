// SPDX-License-Identifier: Apache-2.0
import Foundation
import VideoGenerationCore

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

// From the check of an exchange to URLSession.

extension SessionEngine {
    func destination(_ exchange: HTTPExchange) throws(ExchangeFailure) -> ExchangeDestination {
        let key = ExchangeDestination.Key(exchange)
        if let known = destinations[key] { return known }
        let destination = try ExchangeDestination(key, trusted: configuration.trustedHosts)
        // Results may come from ever new hosts; starting over is cheap.
        if destinations.count == 256 { destinations = [:] }
        destinations[key] = destination
        return destination
    }

    func prepare(_ inFlight: InFlight, on loop: SessionLoop) {
        let id = inFlight.id
        let body = inFlight.exchange.body
        let literal = inFlight.address
        let host = inFlight.destination.host
        let lookUp = configuration.lookUp
        // A queue of its own: the shared ones wait for an app's tasks that keep all cores busy, and so would the exchange.
        DispatchQueue(label: "URLSessionTransport.preparation").async {
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
}
