// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

extension URLSessionTransport {
    /// What an app may decide about its connections.
    ///
    /// Cookies, caches, stored credentials and system proxies are not used. Certificates are judged as the system judges
    /// them; there is no way to switch that off.
    public struct Configuration: Sendable {
        /// Hosts beyond the public Internet that may be connected to, also over plain http; nobody by default.
        ///
        /// On Apple platforms, App Transport Security has to allow plain http as well.
        public var trustedHosts: TrustedHosts
        /// What the `User-Agent` field says; characters that a header cannot carry are left out.
        public var userAgent: String
        /// The most connections to one host at a time that calls share; further ones wait, within their total ceiling.
        public var connectionsPerHost: Int

        /// Finds a host's addresses; replaced by tests, which ask no name server.
        var lookUp: HostLookup.Function = HostLookup.system
        /// Told about each address that a host has, and whether a connection to it is allowed.
        var observeAddress: (@Sendable (IPAddress, Bool) -> Void)?

        /// A configuration; see the properties.
        public init(
            trustedHosts: TrustedHosts = .none, userAgent: String = "swift-video-generation",
            connectionsPerHost: Int = 8
        ) {
            self.trustedHosts = trustedHosts
            self.userAgent = userAgent
            self.connectionsPerHost = connectionsPerHost
        }

        /// Checks the address of a service that a person configured, without connecting: https, or http for this
        /// machine and for ``trustedHosts``.
        ///
        /// - Throws: `VideoGenerationError` with code `configuration`.
        public func check(baseURL: WebURL) throws(VideoGenerationError) {
            try ConnectionRules.check(baseURL: baseURL, trusted: trustedHosts)
        }
    }
}
