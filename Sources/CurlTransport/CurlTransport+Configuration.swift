// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

extension CurlTransport {
    /// What an app may decide about its connections. Nothing is read from `*_proxy` variables, `.netrc` or `.curlrc`.
    public struct Configuration: Sendable {
        /// Hosts beyond the public Internet that may be connected to, also over plain http; nobody by default.
        public var trustedHosts: TrustedHosts
        /// The proxy for all hosts but this machine; none by default.
        ///
        /// A proxy looks names up and connects by itself: behind one, only hosts that are written as an address can be
        /// checked against private networks, so the proxy has to refuse them.
        public var proxy: ProxyAddress?
        /// What the `User-Agent` field says; characters that a header cannot carry are left out.
        public var userAgent: String
        /// Whose certificates are accepted. There is no way to switch the check off.
        public var certificateAuthorities: CertificateAuthorities
        /// The most connections to one host at a time; further exchanges wait, within their total ceiling. HTTP/2
        /// needs one for all calls, so this is about services that speak HTTP/1.1 only.
        public var connectionsPerHost: Int
        /// The most connections that are kept open while idle. Each costs about 20 kB here and a slot at the service.
        public var keptConnections: Int

        /// Fixed addresses, `host:port:address`, so that tests need no name server.
        var names: [String] = []
        /// Told about each address that was about to be connected to, and whether that was allowed.
        var observeAddress: (@Sendable (IPAddress, Bool) -> Void)?

        /// A configuration; see the properties.
        public init(
            trustedHosts: TrustedHosts = .none, proxy: ProxyAddress? = nil,
            userAgent: String = "swift-video-generation", certificateAuthorities: CertificateAuthorities = .system,
            connectionsPerHost: Int = 32, keptConnections: Int = 64
        ) {
            self.trustedHosts = trustedHosts
            self.proxy = proxy
            self.userAgent = userAgent
            self.certificateAuthorities = certificateAuthorities
            self.connectionsPerHost = connectionsPerHost
            self.keptConnections = keptConnections
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
