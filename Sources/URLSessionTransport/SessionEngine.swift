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
    let userAgent: String
    var pool: SessionPool?
    var exchanges: [ExchangeID: InFlight] = [:]
    var names: [TaskName: ExchangeID] = [:]
    var destinations: [ExchangeDestination.Key: ExchangeDestination] = [:]
    var alarms = Alarms()
    var alarmClock: (any DispatchSourceTimer)?
    var timerHandlers: [UInt64: @Sendable () -> Void] = [:]
    var isClosed = false

    init(_ configuration: URLSessionTransport.Configuration) {
        self.configuration = configuration
        self.userAgent = String(
            decoding: configuration.userAgent.utf8.filter { (0x20...0x7E).contains($0) }, as: UTF8.self)
    }

    var now: MonotonicTime { loop?.now ?? MonotonicTime(nanoseconds: 0) }

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

    /// Ends an exchange with `outcome`.
    func end(_ inFlight: InFlight, _ outcome: HTTPOutcome) {
        exchanges[inFlight.id] = nil
        alarms.removeAll(of: inFlight.id)
        if let task = inFlight.task, let session = inFlight.session {
            names[TaskName(session: session.number, task: task.taskIdentifier)] = nil
            pool?.finish(task, of: session, hasEnded: inFlight.hasEnded)
        }
        inFlight.completion(outcome)
    }
}
