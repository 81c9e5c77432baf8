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
    /// Whether it is asked without the credential where there is none: a server on the user's own machine may want one or not.
    public var isCredentialOptional: Bool
    /// The header field that carries the credential.
    public var credentialField: HTTPField.Name
    /// What stands before the credential in that field, with its space.
    public var credentialPrefix: String
    /// Origins besides the base URL's that the credential belongs to, such as the same vendor's storage of results.
    public var credentialOrigins: Set<String>

    /// A surface; see the properties. Without a prefix, it is `Bearer ` in `Authorization` and nothing in any other field.
    public init(
        name: String, baseURL: WebURL?, credential: CredentialName?, isCredentialOptional: Bool = false,
        credentialField: HTTPField.Name = .authorization, credentialPrefix: String? = nil,
        credentialOrigins: Set<String> = []
    ) {
        self.name = name
        self.baseURL = baseURL
        self.credential = credential
        self.isCredentialOptional = isCredentialOptional
        self.credentialField = credentialField
        self.credentialPrefix = credentialPrefix ?? (credentialField == .authorization ? "Bearer " : "")
        self.credentialOrigins = credentialOrigins
    }

    /// The URL that a link of the service means here, absolute or relative to the base URL; nil if it leads to another
    /// origin, where nothing of this surface may be asked.
    public func url(of link: String) -> WebURL? {
        guard let baseURL, let url = baseURL.resolving(location: link), url.origin == baseURL.origin else { return nil }
        return url
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

    /// Whether both are one surface, with whatever account.
    package func isSamePlace(as other: Surface) -> Bool {
        var other = other
        other.credential = credential
        return self == other
    }

    /// Whether the credential belongs to an origin.
    func owns(_ origin: String) -> Bool { origin == baseURL?.origin || credentialOrigins.contains(origin) }

    /// Which addresses its results may live at: loopback only for a surface that is on loopback itself.
    public var reach: HTTPExchange.Reach {
        baseURL?.isLoopback == true ? .loopbackToo : .publicAddresses
    }
}
