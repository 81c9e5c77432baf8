// SPDX-License-Identifier: Apache-2.0
/// Where an exchange goes, but for its path: read and judged once for the many exchanges of one service, because both
/// cost as much as libcurl's own work for a small call.
package struct ExchangeDestination: Sendable {
    /// What decides about a destination.
    package struct Key: Hashable {
        let scheme: String
        let authority: String
        let reach: HTTPExchange.Reach

        package init(scheme: String, authority: String, reach: HTTPExchange.Reach) {
            self.scheme = scheme
            self.authority = authority
            self.reach = reach
        }

        /// The destination of `exchange`.
        package init(_ exchange: HTTPExchange) {
            self.init(
                scheme: exchange.request.scheme ?? "", authority: exchange.request.authority ?? "",
                reach: exchange.reach)
        }
    }

    package let host: String
    /// Scheme, host and port with the path `/`.
    package let root: String
    /// Host and port, as the `Host` field has them.
    package let authority: String
    package let scheme: String
    package let isLoopback: Bool
    package let rules: ConnectionRules

    package var isSecure: Bool { scheme == "https" }

    /// Reads and judges a destination.
    ///
    /// - Throws: The failure that an exchange with it ends with.
    package init(_ key: Key, trusted: TrustedHosts) throws(ExchangeFailure) {
        guard let url = WebURL("\(key.scheme)://\(key.authority)/"), url.pathAndQuery == "/" else {
            throw .notStarted(.forbidden, nil, "the request has no http or https URL in canonical form")
        }
        self.host = url.host
        self.root = url.origin + "/"
        self.authority = url.authority
        self.scheme = url.scheme
        self.isLoopback = url.isLoopback
        do throws(Refusal) {
            self.rules = try ConnectionRules(url, reach: key.reach, trusted: trusted)
        } catch {
            throw .notStarted(.forbidden, url.host, error.text)
        }
    }

    /// The path and query as they are sent.
    ///
    /// - Throws: `forbidden` unless all of it is what RFC 3986 allows there.
    package func target(_ path: String?) throws(ExchangeFailure) -> String {
        guard let path, !path.isEmpty else { return "/" }
        let target = path.utf8.first == UInt8(ascii: "?") ? "/" + path : path
        guard target.utf8.first == UInt8(ascii: "/"), target.utf8.count <= 16_384,
            Self.pathBytes.holdsAll(of: target)
        else {
            throw .notStarted(.forbidden, host, "the request has no path in canonical form")
        }
        return target
    }

    /// Whether these bytes may be sent as a path and query.
    package static func isTarget(_ bytes: [UInt8]) -> Bool {
        bytes.first == UInt8(ascii: "/") && bytes.count <= 16_384 && pathBytes.holdsAll(of: bytes)
    }

    /// What a path or a query may hold.
    private static let pathBytes = ByteSet(
        ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + "-._~!$&'()*+,;=:@%/?|[]").utf8)
}
