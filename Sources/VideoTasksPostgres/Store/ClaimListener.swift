// SPDX-License-Identifier: Apache-2.0
import CVideoGenPostgres
import Dispatch
import Synchronization
import VideoGenerationCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Hears from the server that an owner has left tasks, on a connection of its own, until its stream is not wanted any more.
final class ClaimListener: Sendable {
    private let address: PostgresAddress
    private let setup: PostgresSetup
    private let hints: AsyncStream<Void>.Continuation
    private let queue = DispatchQueue(label: "swift-video-generation.hints")
    private let isEnded = Signal()
    /// Used on the queue alone.
    private let state = Mutex(State())

    private struct State {
        var connection: PostgresConnection?
        /// Says when something has arrived at the connection, and is cancelled before that ends.
        var source: (any DispatchSourceRead)?
        var since = ContinuousClock.now
        /// How long it waits before it connects anew.
        var pause = Duration.seconds(1)
    }

    /// What is heard. It ends at once where a pooler is in between: what listens there is a server process that others have next.
    static func hints(_ address: PostgresAddress, _ setup: PostgresSetup) -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let listener = ClaimListener(address, setup, continuation)
            continuation.onTermination = { _ in listener.end() }
            listener.queue.async { listener.listen() }
        }
    }

    private init(
        _ address: PostgresAddress, _ setup: PostgresSetup, _ hints: AsyncStream<Void>.Continuation
    ) {
        self.address = address
        self.setup = setup
        self.hints = hints
    }

    private func end() {
        isEnded.set()
        queue.async { [self] in state.withLock { $0.source?.cancel() } }
    }

    private func listen() {
        guard !isEnded.isSet else { return }
        do throws(PostgresProblem) {
            guard try connect() else { return hints.finish() }
            // Something may have been left while nobody listened.
            hints.yield()
        } catch .refused {
            hints.finish()
        } catch {
            listenLater()
        }
    }

    /// Whether the server tells a new connection from now on.
    private func connect() throws(PostgresProblem) -> Bool {
        try state.withLock { state throws(PostgresProblem) in
            let deadline = videogen_pq_now() + setup.patience
            let connection = try address.connect(until: deadline)
            do throws(PostgresFailure) {
                guard try connection.isDirect(until: deadline) else { return false }
                _ = try connection.run("LISTEN \(setup.schema)", until: deadline)
            } catch {
                throw .failed(error)
            }
            let descriptor = connection.watch()
            guard descriptor >= 0 else {
                throw .failed(PostgresFailure(state: nil, message: "there are too many open files"))
            }
            let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
            source.setEventHandler { [self] in heard() }
            source.setCancelHandler { [self] in
                self.state.withLock { ($0.connection, $0.source) = (nil, nil) }
                close(descriptor)
                if !isEnded.isSet { listenLater() }
            }
            (state.connection, state.source, state.since) = (connection, source, .now)
            source.activate()
            return true
        }
    }

    private func heard() {
        let count = state.withLock { state in
            let count = state.connection?.takeNotifications()
            if count == nil {
                if ContinuousClock.now - state.since > .seconds(60) { state.pause = .seconds(1) }
                state.source?.cancel()
            }
            return count
        }
        if let count, count > 0 { hints.yield() }
    }

    private func listenLater() {
        let pause = state.withLock { state in
            defer { state.pause = min(state.pause * 2, .seconds(60)) }
            // Not all of a fleet at once.
            return state.pause * Double.random(in: 0.5...1.5)
        }
        queue.asyncAfter(deadline: .now() + .nanoseconds(Int(clamping: pause.wholeNanoseconds))) { [self] in listen() }
    }
}
