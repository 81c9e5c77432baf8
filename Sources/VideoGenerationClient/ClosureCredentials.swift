// SPDX-License-Identifier: Apache-2.0
import Synchronization
public import VideoGenerationCore

/// Credentials that an app fetches by itself, such as from a keychain, a vault, or its own server that hands out short-lived
/// tokens.
///
/// ```swift
/// let credentials = ClosureCredentials(keeping: .seconds(300)) { name in try await vault.secret(name.rawValue) }
/// ```
///
/// However many requests want a key at the same time, it is fetched once. A key that a service refuses is forgotten at
/// once, so that the next request has a rotated one.
public final class ClosureCredentials: RotatingCredentialSource {
    /// Fetches the text of a credential; nil if there is none.
    public typealias Fetch = @Sendable (CredentialName) async throws -> String?

    private let fetch: Fetch
    private let lifetime: Duration?
    private let now: @Sendable () -> ContinuousClock.Instant
    private let slots = Mutex<[CredentialName: Slot]>([:])

    private typealias Outcome = Result<Secret?, VideoGenerationError>

    /// What is known of one credential.
    private struct Slot {
        var kept: (secret: Secret, at: ContinuousClock.Instant)?
        var isFetching = false
        var waiting: [CheckedContinuation<Outcome?, Never>] = []
    }

    /// Credentials by `fetch`.
    ///
    /// - Parameters:
    ///   - lifetime: How long one is kept after it was fetched; zero to fetch one for every request, nil to keep it until a
    ///     service refuses it.
    ///   - fetch: Fetches one; it may be called on the tracker's loop, so it awaits, and blocks no thread. Nil is "there is
    ///     none". What it throws reaches whoever wants to send, as code `authentication` unless it is a
    ///     `VideoGenerationError`; nothing is sent then, and the next request fetches again.
    public convenience init(keeping lifetime: Duration? = .zero, _ fetch: @escaping Fetch) {
        self.init(keeping: lifetime, now: { ContinuousClock.now }, fetch)
    }

    package init(
        keeping lifetime: Duration?, now: @escaping @Sendable () -> ContinuousClock.Instant, _ fetch: @escaping Fetch
    ) {
        self.lifetime = lifetime
        self.now = now
        self.fetch = fetch
    }

    /// The credential called `name`; nil if there is none.
    ///
    /// - Throws: `VideoGenerationError`: what the closure threw, or code `authentication`, also for a text that can be no
    ///   credential.
    public func credential(named name: CredentialName) async throws(VideoGenerationError) -> Secret? {
        while !Task.isCancelled {
            switch turn(name) {
            case .kept(let secret): return secret
            case .fetch: return try await fetchNow(name).get()
            case .wait:
                // Nothing, if whoever fetched it for all was cancelled, or was done before the wait began.
                if let outcome = await wait(for: name) { return try outcome.get() }
            }
        }
        throw VideoGenerationError(.cancelled, "It was cancelled.")
    }

    /// Forgets `secret`.
    public func credentialWasRefused(_ secret: Secret, named name: CredentialName) async {
        slots.withLock { slots in
            guard slots[name]?.kept?.secret.reveal() == secret.reveal() else { return }
            slots[name]?.kept = nil
        }
    }

    private enum Turn {
        case kept(Secret)
        case wait
        case fetch
    }

    /// What somebody is to do who wants a key.
    private func turn(_ name: CredentialName) -> Turn {
        slots.withLock { slots in
            var slot = slots[name] ?? Slot()
            defer { slots[name] = slot }
            if let kept = slot.kept, lifetime.map({ now() - kept.at < $0 }) ?? true { return .kept(kept.secret) }
            guard !slot.isFetching else { return .wait }
            slot.isFetching = true
            return .fetch
        }
    }

    private func fetchNow(_ name: CredentialName) async -> Outcome {
        var outcome: Outcome
        do {
            outcome = try await fetch(name).map { secret($0, called: name) } ?? .success(nil)
        } catch is CancellationError {
            outcome = .failure(VideoGenerationError(.cancelled, "It was cancelled."))
        } catch {
            outcome = .failure(
                error as? VideoGenerationError
                    ?? VideoGenerationError(
                        .authentication, "The source of \(name.rawValue) failed: it threw \(type(of: error)).",
                        underlying: error))
        }
        let waiting = slots.withLock { slots in
            let waiting = slots[name]?.waiting ?? []
            // That there is none may be over at any time.
            slots[name] = (try? outcome.get()).map { Slot(kept: ($0, now())) }
            return waiting
        }
        let isOwn = if case .failure(let error) = outcome { error.code == .cancelled } else { false }
        for waiter in waiting { waiter.resume(returning: isOwn ? nil : outcome) }
        return outcome
    }

    private func secret(_ text: String, called name: CredentialName) -> Outcome {
        do throws(VideoGenerationError) {
            return .success(try Secret(text))
        } catch {
            var error = error
            error.message = "The source of \(name.rawValue) gave what cannot be one. \(error.message)"
            return .failure(error)
        }
    }

    private func wait(for name: CredentialName) async -> Outcome? {
        await withCheckedContinuation { continuation in
            let isOver = slots.withLock { slots in
                guard slots[name]?.isFetching == true else { return true }
                slots[name]?.waiting.append(continuation)
                return false
            }
            if isOver { continuation.resume(returning: nil) }
        }
    }
}
