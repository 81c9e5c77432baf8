// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// A service's public keys, fetched when they are needed, once for all who wait, and kept for a day at most.
actor KeyCache {
    private let url: WebURL
    private let transport: any HTTPTransport
    private var known: (keys: JSONWebKeys, since: Double)?
    private var lastFetch: (at: Double, failure: VideoGenerationError?)?
    private var fetch: Task<Result<JSONWebKeys, VideoGenerationError>, Never>?

    /// For how long keys are good, in seconds: as long as fal allows.
    private static let life = 86_400.0
    /// How many seconds lie between two fetches: who sends forged deliveries must not make us flood the service.
    private static let pause = 60.0

    init(_ url: WebURL, by transport: any HTTPTransport) {
        self.url = url
        self.transport = transport
    }

    /// The keys, at `time` in seconds since 1970.
    ///
    /// - Throws: `service_unavailable`, retryable, if there are none that are good, and they cannot be fetched, or could not a
    ///   moment ago.
    func keys(at time: Double) async throws(VideoGenerationError) -> JSONWebKeys {
        if let known, (0..<Self.life).contains(time - known.since) { return known.keys }
        if let failure = lastFetch?.failure, !mayFetch(at: time) { throw failure }
        return try await fetched(at: time)
    }

    /// The keys after another look, because those known have not signed something; nil if it is too early for one.
    ///
    /// - Throws: `service_unavailable`, retryable, if the look failed, now or a moment ago.
    func keysAnew(at time: Double) async throws(VideoGenerationError) -> JSONWebKeys? {
        guard fetch != nil || mayFetch(at: time) else {
            if let failure = lastFetch?.failure { throw failure }
            return nil
        }
        return try await fetched(at: time)
    }

    private func mayFetch(at time: Double) -> Bool {
        // A clock that was set back does not keep us from it.
        lastFetch.map { !(0..<Self.pause).contains(time - $0.at) } ?? true
    }

    private func fetched(at time: Double) async throws(VideoGenerationError) -> JSONWebKeys {
        if let fetch { return try await fetch.value.get() }
        lastFetch = (time, nil)
        // In a task of its own: who waits may be cancelled, and others wait, too.
        let task = Task { [url, transport] in await JSONWebKeys.fetch(url, by: transport) }
        fetch = task
        let result = await task.value
        fetch = nil
        switch result {
        case .success(let keys): known = (keys, time)
        case .failure(let error): lastFetch = (time, error)
        }
        return try result.get()
    }
}

extension JSONWebKeys {
    /// Fetches a key set.
    fileprivate static func fetch(
        _ url: WebURL, by transport: any HTTPTransport
    ) async -> Result<JSONWebKeys, VideoGenerationError> {
        let call = HTTPCall(.get, url)
        let exchange = HTTPExchange(
            call.request, purpose: .call, reach: url.isLoopback ? .loopbackToo : .publicAddresses,
            limits: .init(total: .seconds(10), bodyBytes: 64 << 10))
        switch await transport.send(exchange) {
        case .reply(let reply) where reply.status == 200:
            do {
                return .success(try JSONWebKeys(reply.body))
            } catch {
                return .failure(unavailable(url, error.message))
            }
        case .reply(let reply): return .failure(unavailable(url, "The status is \(reply.status)."))
        case .failure(let failure): return .failure(unavailable(url, failure.message))
        }
    }

    private static func unavailable(_ url: WebURL, _ reason: String) -> VideoGenerationError {
        VideoGenerationError(
            .serviceUnavailable,
            "The keys that webhooks are signed with cannot be had from \(url.origin): \(reason) Answer the webhook with 503, "
                + "so that it is sent again.", isRetryable: true)
    }
}
