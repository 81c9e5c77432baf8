// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// Easy handles between two calls: making one anew costs a sixth of a small call. Handles of payments and downloads are
/// not kept.
final class HandlePool {
    let configuration: CurlTransport.Configuration
    let userAgent: String
    private let authorities: CertificateAuthorities.Location
    private var idle: [EasyHandle] = []
    private var destinations: [ExchangeDestination.Key: ExchangeDestination] = [:]

    init(_ configuration: CurlTransport.Configuration) {
        self.configuration = configuration
        self.userAgent = String(
            decoding: configuration.userAgent.utf8.filter { (0x20...0x7E).contains($0) }, as: UTF8.self)
        self.authorities = configuration.certificateAuthorities.locate()
    }

    /// The destination of a request.
    func destination(_ exchange: HTTPExchange) throws(ExchangeFailure) -> ExchangeDestination {
        let key = ExchangeDestination.Key(exchange)
        if let known = destinations[key] { return known }
        let destination = try ExchangeDestination(key, trusted: configuration.trustedHosts)
        // Results may come from ever new hosts; starting over is cheap.
        if destinations.count == 256 { destinations = [:] }
        destinations[key] = destination
        return destination
    }

    /// A handle with everything set that does not depend on the exchange.
    func take() throws(Refusal) -> EasyHandle {
        guard let handle = idle.popLast() ?? EasyHandle() else { throw Refusal(text: "memory is short") }
        try handle.prepare(configuration, authorities)
        return handle
    }

    /// Takes a handle back.
    func giveBack(_ handle: EasyHandle) {
        guard handle.isReusable, idle.count < configuration.connectionsPerHost else { return }
        handle.reset()
        idle.append(handle)
    }

    /// Frees all handles.
    func removeAll() {
        idle = []
    }
}
