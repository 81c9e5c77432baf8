// SPDX-License-Identifier: Apache-2.0

/// A place where models can be asked for: a host that is configuration, and the name of the key it wants.
///
/// The credential is bound to the base URL's exact origin; a request to anywhere else goes without it.
public struct Surface: Sendable, Hashable {
    /// The surface's name, the first part of its models' ids.
    public var name: String
    /// Where its API lives; nil for a model that runs in this process or machine.
    public var baseURL: WebURL?
    /// The credential it wants; nil if it wants none.
    public var credential: CredentialName?
    /// The header field that carries the credential.
    public var credentialField: HTTPField.Name
    /// What stands before the credential in that field, with its space.
    public var credentialPrefix: String

    /// A surface; see the properties. Without a prefix, it is `Bearer ` in `Authorization` and nothing in any other field.
    public init(
        name: String, baseURL: WebURL?, credential: CredentialName?, credentialField: HTTPField.Name = .authorization,
        credentialPrefix: String? = nil
    ) {
        self.name = name
        self.baseURL = baseURL
        self.credential = credential
        self.credentialField = credentialField
        self.credentialPrefix = credentialPrefix ?? (credentialField == .authorization ? "Bearer " : "")
    }

    /// The URL of `path`, from its first slash, with a query if there is one, below the base URL.
    ///
    /// - Throws: ``VideoGenerationError`` with code `configuration` if there is no base URL, or no such path.
    public func url(_ path: String) throws(VideoGenerationError) -> WebURL {
        guard let url = baseURL?.appending(path: path) else {
            throw VideoGenerationError(
                .configuration,
                baseURL == nil
                    ? "The surface \(name) has no base URL." : "The surface \(name) has no path that is spelled so.")
        }
        return url
    }

    /// Which addresses its results may live at: loopback only for a surface that is on loopback itself.
    public var reach: HTTPExchange.Reach {
        baseURL?.isLoopback == true ? .loopbackToo : .publicAddresses
    }
}

/// One call of a service, without credential: what a plan can show and a transport can send.
public struct HTTPCall: Sendable {
    /// Method, URL and header.
    public var request: HTTPRequest
    /// The body as JSON; nil for none.
    public var json: JSON?

    /// A call of `method` at `url`; a JSON body brings its `Content-Type`.
    public init(_ method: HTTPRequest.Method, _ url: WebURL, json: JSON? = nil) {
        request = HTTPRequest(
            method: method, scheme: url.scheme, authority: url.authority, path: url.pathAndQuery)
        if json != nil { request.headerFields[.contentType] = "application/json" }
        self.json = json
    }

    /// The body as it is sent.
    public var body: HTTPBody { json?.body ?? .empty }

    /// Scheme, host and port of the URL.
    var origin: String {
        "\(request.scheme ?? "")://\(request.authority ?? "")"
    }
}

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
        return outcome.withoutEcho(of: exchange.authorization?.secret)
    }

    /// Sends `call` as a question about a task, and judges what came of it.
    func ask(_ call: HTTPCall, reading: (HTTPReply) -> StatusReading) async throws -> StatusOutcome {
        let exchange = try await exchange(for: call, purpose: .call)
        let outcome = StatusOutcome(judging: await transport.send(exchange), reading: reading)
        if case .trouble(let trouble) = outcome, trouble.error.code == .authentication {
            await disown(exchange.authorization?.secret)
        }
        return outcome.withoutEcho(of: exchange.authorization?.secret)
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
        guard let name = surface.credential, call.origin == surface.baseURL?.origin else { return exchange }
        guard let secret = try await credentials.credential(named: name) else {
            throw VideoGenerationError(
                .authentication,
                "No key for \(surface.name): set \(name.rawValue), or \(name.rawValue)_FILE to a file that holds it.")
        }
        exchange.authorization = .init(
            field: surface.credentialField, prefix: surface.credentialPrefix, secret: secret)
        return exchange
    }
}
