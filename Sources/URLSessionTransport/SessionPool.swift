// SPDX-License-Identifier: Apache-2.0
import Foundation
import VideoGenerationCore

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The URLSessions of a loop: one for each kind of call that may share connections, one for each exchange that may not.
final class SessionPool {
    /// A URLSession and its delegate.
    struct Session {
        let number: UInt64
        let urlSession: URLSession
        /// Whether one exchange has it to itself.
        let isOwn: Bool
    }

    /// Exchanges whose connections may be shared: for the same purpose, and under the same rules, because a kept
    /// connection is not judged again.
    private struct Key: Hashable {
        let purpose: HTTPExchange.Purpose
        let reach: HTTPExchange.Reach
    }

    /// Thirty days, in seconds. URLSession's own clocks tell less about what they stop than ours.
    static let noTimeout = 2_592_000.0

    private let queue: OperationQueue
    private let configuration: URLSessionTransport.Configuration
    private var shared: [Key: Session] = [:]
    private var own: [UInt64: Session] = [:]
    private var lastNumber: UInt64 = 0

    init(_ configuration: URLSessionTransport.Configuration, on loop: SessionLoop) {
        self.configuration = configuration
        queue = DelegateQueue(loop.queue)
    }

    /// The session for an exchange.
    func session(for exchange: HTTPExchange, on loop: SessionLoop) -> Session {
        guard Self.mayShare(exchange) else {
            let session = make(isOwn: true, loop)
            own[session.number] = session
            return session
        }
        let key = Key(purpose: exchange.purpose, reach: exchange.reach)
        if let session = shared[key] { return session }
        let session = make(isOwn: false, loop)
        shared[key] = session
        return session
    }

    /// Whether an exchange may be sent twice: on a kept connection that dies, URLSession repeats what it believes to be
    /// repeatable (Apple's QA1941: idempotent requests), and libcurl below it on Linux anything, there even without its
    /// body.
    static func mayShare(_ exchange: HTTPExchange) -> Bool {
        exchange.purpose != .submit && exchange.body.byteCount == 0
            && (exchange.request.method == .get || exchange.request.method == .head)
    }

    /// Ends a task, unless it has ended by itself, and with it the session that it has to itself.
    func finish(_ task: URLSessionTask, of session: Session, hasEnded: Bool) {
        own[session.number] = nil
        let urlSession = session.isOwn ? session.urlSession : nil
        // On Linux, a cancellation waits for a queue that all URLSessions of the process share; the loop must not.
        Self.cleaner.async {
            if !hasEnded { task.cancel() }
            urlSession?.finishTasksAndInvalidate()
        }
    }

    /// Closes all sessions; their tasks have been ended before.
    func removeAll() {
        let sessions = (Array(shared.values) + Array(own.values)).map(\.urlSession)
        shared = [:]
        own = [:]
        Self.cleaner.async {
            for session in sessions { session.finishTasksAndInvalidate() }
        }
    }

    private static let cleaner = DispatchQueue(label: "URLSessionTransport.cleaner")

    private func make(isOwn: Bool, _ loop: SessionLoop) -> Session {
        lastNumber += 1
        let settings = URLSessionConfiguration.ephemeral
        settings.urlCache = nil
        settings.requestCachePolicy = .reloadIgnoringLocalCacheData
        settings.httpCookieStorage = nil
        settings.httpCookieAcceptPolicy = .never
        settings.httpShouldSetCookies = false
        settings.urlCredentialStorage = nil
        // Empty, not nil: nil would mean the system's own proxies.
        settings.connectionProxyDictionary = [:]
        settings.httpMaximumConnectionsPerHost = isOwn ? 1 : max(1, configuration.connectionsPerHost)
        settings.timeoutIntervalForRequest = Self.noTimeout
        settings.timeoutIntervalForResource = Self.noTimeout
        #if canImport(Darwin)
            settings.waitsForConnectivity = false
            settings.tlsMinimumSupportedProtocolVersion = .TLSv12
        #endif
        let delegate = SessionDelegate(lastNumber, loop)
        return Session(
            number: lastNumber,
            urlSession: URLSession(configuration: settings, delegate: delegate, delegateQueue: queue),
            isOwn: isOwn)
    }
}
