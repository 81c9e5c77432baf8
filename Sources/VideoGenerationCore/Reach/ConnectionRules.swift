// SPDX-License-Identifier: Apache-2.0
/// Where one exchange may connect to.
///
/// Two checks: the URL before anything is looked up, and each address just before a socket is made for it. The second
/// is what a name that suddenly means another address cannot get around. Behind an explicit proxy only the first one
/// is possible: the proxy looks names up and connects.
package struct ConnectionRules: Sendable {
    /// Any address will do: the host is trusted by name.
    private let anyAddress: Bool
    /// Loopback addresses are allowed.
    private let loopback: Bool
    /// Public addresses are allowed; not for plain http, which is for this machine only.
    private let publicAddresses: Bool
    private let trusted: TrustedHosts

    /// Checks a URL.
    ///
    /// - Throws: Why it is refused: one sentence.
    package init(_ url: WebURL, reach: HTTPExchange.Reach, trusted: TrustedHosts) throws(Refusal) {
        let isTrusted = trusted.allows(host: url.host)
        self.trusted = trusted
        self.anyAddress = isTrusted && IPAddress(url.host) == nil
        self.loopback = reach == .loopbackToo
        self.publicAddresses = url.scheme == "https"
        let address = IPAddress(url.host)
        if address == nil, url.host.first == "[" || HostName.endsInNumber(url.host) {
            throw Refusal(text: "the host is an address in a form that not every reader takes for the same")
        }
        if url.scheme != "https", !isTrusted {
            guard url.isLoopback else {
                throw Refusal(text: "plain http is for this machine and for trusted hosts only")
            }
            guard loopback else { throw Refusal(text: "plain http to this machine is not allowed here") }
        }
        if let address, !allows(address) {
            throw Refusal(text: "\(address) is not a public address, and not a trusted one")
        }
    }

    /// Checks the address of a service that a person configured, without connecting: https, or http for this machine
    /// and for trusted hosts.
    ///
    /// - Throws: ``VideoGenerationError`` with code `configuration`.
    package static func check(baseURL: WebURL, trusted: TrustedHosts) throws(VideoGenerationError) {
        do throws(Refusal) {
            _ = try ConnectionRules(baseURL, reach: .loopbackToo, trusted: trusted)
        } catch {
            throw VideoGenerationError(
                .configuration,
                """
                \(baseURL.withoutQuery) cannot be used: \(error.text). Use https and a public host, or name the host \
                among the trusted hosts (VIDEOGEN_TRUSTED_HOSTS).
                """)
        }
    }

    /// Whether a connection to `address` may be made.
    package func allows(_ address: IPAddress) -> Bool {
        anyAddress || trusted.allows(address) || (loopback && address.isLoopback)
            || (publicAddresses && address.isPublic)
    }
}
