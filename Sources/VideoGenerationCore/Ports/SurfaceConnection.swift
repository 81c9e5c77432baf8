// SPDX-License-Identifier: Apache-2.0

/// The only way in which a provider reaches the network: its own surface's rules over somebody's transport.
public struct SurfaceConnection: Sendable {
    private let surface: Surface
    private let transport: any HTTPTransport
    private let credentials: any CredentialSource

    /// The surface `surface` over `transport`, with keys from `credentials`.
    public init(surface: Surface, transport: any HTTPTransport, credentials: any CredentialSource) {
        self.surface = surface
        self.transport = transport
        self.credentials = credentials
    }

    /// Sends `call` and returns what came of it.
    ///
    /// - Throws: ``VideoGenerationError`` with code `authentication` when there is no key; nothing has been sent then.
    public func send(_ call: HTTPCall, purpose: HTTPExchange.Purpose) async throws -> HTTPOutcome {
        let exchange = try await exchange(for: call, purpose: purpose)
        let outcome = await transport.send(exchange)
        if case .reply(let reply) = outcome, reply.status == 401 { await disown(exchange.authorization?.secret) }
        return outcome
    }

    /// Sends `call` once as a submission, and judges what came of it.
    func submit(_ call: HTTPCall, reading: (HTTPReply) -> SubmitReading) async throws -> SubmitOutcome {
        let exchange = try await exchange(for: call, purpose: .submit)
        var outcome = SubmitOutcome(judging: await transport.send(exchange), reading: reading)
        if case .rejected(var error) = outcome, error.code == .authentication,
            await isReplaced(exchange.authorization?.secret)
        {
            // Nobody has it, and the next submission has another key.
            error.isRetryable = true
            outcome = .rejected(error)
        }
        if case .rejected(let error) = outcome { outcome = .rejected(explained(error, exchange)) }
        return outcome.withoutEcho(of: exchange.authorization?.secret)
    }

    /// What our own settings have to do with a refusal.
    private func explained(_ error: VideoGenerationError, _ exchange: HTTPExchange) -> VideoGenerationError {
        var error = error
        if error.code == .authentication, exchange.authorization == nil, let name = surface.credential {
            error.message += " It was asked without a key: set \(name.rawValue)."
        } else if error.code == .configuration, let baseURL = surface.baseURL {
            error.message += " That of \(surface.name) is \(baseURL.withoutQuery)."
        }
        return error
    }

    /// Sends `call` as a question about a task, and the further call that its answer may ask for, and judges what came of
    /// it.
    func ask(_ call: HTTPCall, reading: (HTTPReply) -> StatusReading) async throws -> StatusOutcome {
        let exchange = try await exchange(for: call, purpose: .call)
        let outcome = await transport.send(exchange)
        return try await judge(outcome, sentWith: exchange.authorization?.secret, reading: reading)
    }

    /// Judges what came of a question about a task, and sends the further call that the answer may ask for.
    ///
    /// - Throws: ``VideoGenerationError`` if there is no key for the further call.
    package func judge(
        _ outcome: HTTPOutcome, sentWith secret: Secret?, reading: (HTTPReply) -> StatusReading
    ) async throws -> StatusOutcome {
        switch outcome {
        case .failure(let failure): return StatusOutcome(failure)
        case .reply(let reply):
            let reading = reading(reply)
            guard reply.isSuccess, case .further(let call, let readFurther) = reading else {
                return await judged(StatusOutcome(reply, reading), secret)
            }
            let further = try await self.exchange(for: call, purpose: .call)
            switch await transport.send(further) {
            case .failure(let failure): return StatusOutcome(failure)
            case .reply(let reply):
                return await judged(
                    StatusOutcome(reply, readFurther(reply), isOver: true), further.authorization?.secret)
            }
        }
    }

    private func judged(_ outcome: StatusOutcome, _ secret: Secret?) async -> StatusOutcome {
        if case .trouble(let trouble) = outcome, trouble.error.code == .authentication { await disown(secret) }
        return outcome.withoutEcho(of: secret)
    }

    /// Sends `call` as a question about the account's tasks, and judges what came of it.
    func list(_ call: HTTPCall, reading: (HTTPReply) -> ListReading) async throws -> [RemoteTask] {
        let exchange = try await exchange(for: call, purpose: .call)
        do throws(VideoGenerationError) {
            return try [RemoteTask](judging: await transport.send(exchange), reading: reading)
        } catch {
            if error.code == .authentication { await disown(exchange.authorization?.secret) }
            throw error.withoutEcho(of: exchange.authorization?.secret)
        }
    }

    /// Sends `call` as the wish to stop a task, and judges what came of it.
    func cancel(_ call: HTTPCall, reading: (HTTPReply) -> CancelReading) async throws -> CancelOutcome {
        let exchange = try await exchange(for: call, purpose: .call)
        let outcome = CancelOutcome(judging: await transport.send(exchange), reading: reading)
        if case .refused(let error) = outcome, error.code == .authentication {
            await disown(exchange.authorization?.secret)
        }
        return outcome.withoutEcho(of: exchange.authorization?.secret)
    }

    /// Fetches a result, and gives its bytes to `sink`.
    ///
    /// - Parameter withCredential: Whether the credential goes with it, if it belongs to the call's origin.
    /// - Throws: ``VideoGenerationError`` with code `authentication` when there is no key; nothing has been sent then.
    package func fetch(
        _ call: HTTPCall, withCredential: Bool, into sink: any ByteSink, limits: HTTPExchange.Limits
    ) async throws -> HTTPOutcome {
        var exchange = HTTPExchange(call.request, purpose: .download, reach: surface.reach)
        if withCredential { exchange = try await self.exchange(for: call, purpose: .download) }
        exchange.limits = limits
        exchange.sink = sink
        let outcome = await transport.send(exchange)
        if case .reply(let reply) = outcome, reply.status == 401 { await disown(exchange.authorization?.secret) }
        return outcome
    }

    /// Tells a source that keeps keys that the service has refused one.
    private func disown(_ secret: Secret?) async {
        guard let secret, let name = surface.credential, let source = credentials as? any RotatingCredentialSource
        else { return }
        await source.credentialWasRefused(secret, named: name)
    }

    /// Whether a source that keeps keys has another one in place of one that the service has refused.
    private func isReplaced(_ secret: Secret?) async -> Bool {
        await disown(secret)
        guard let secret, let name = surface.credential, credentials is any RotatingCredentialSource,
            let next = try? await credentials.credential(named: name)
        else { return false }
        return next.reveal() != secret.reveal()
    }

    /// The exchange that ``send(_:purpose:)`` makes of `call`.
    ///
    /// - Throws: ``VideoGenerationError`` with code `authentication` when there is no key.
    package func exchange(for call: HTTPCall, purpose: HTTPExchange.Purpose) async throws -> HTTPExchange {
        var exchange = HTTPExchange(call.request, body: call.body, purpose: purpose, reach: surface.reach)
        if purpose == .submit {
            // Time for 20 MiB over a thin line (0.4 Mbit/s): a submission that is cut short may be billed all the same.
            exchange.limits = .init(total: .seconds(600), stall: .seconds(120))
        }
        guard let name = surface.credential, surface.owns(call.origin) else { return exchange }
        guard let secret = try await credentials.credential(named: name) else {
            if surface.isCredentialOptional { return exchange }
            throw VideoGenerationError(
                .authentication,
                "No key for \(surface.name): set \(name.rawValue), or \(name.rawValue)_FILE to a file that holds it.")
        }
        exchange.authorization = .init(
            field: surface.credentialField, prefix: surface.credentialPrefix, secret: secret)
        return exchange
    }
}
