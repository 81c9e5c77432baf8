// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// The proxy that all connections go through, but for those to this machine.
///
/// It may hold a password, so no way to print it shows more than the scheme.
public struct ProxyAddress: Sendable {
    let text: String

    /// Reads a proxy's URL: `http`, `https`, `socks4a`, `socks5` or `socks5h`, host, port, optionally `user:password@`.
    ///
    /// - Throws: `VideoGenerationError` with code `configuration` for anything else.
    public init(_ text: String) throws(VideoGenerationError) {
        let trimmed = text.trimmingASCIIWhitespace()
        let parts = trimmed.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        let schemes: Set = ["http", "https", "socks4a", "socks5", "socks5h"]
        guard parts.count == 2, schemes.contains(parts[0].lowercased()),
            let host = parts[1].split(separator: "@", omittingEmptySubsequences: false).last,
            let url = WebURL("http://" + host), url.pathAndQuery == "/",
            trimmed.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw VideoGenerationError(
                .configuration, "The proxy is not a URL such as http://proxy.example:3128 or socks5h://localhost:1080.")
        }
        self.text = trimmed
    }
}

extension ProxyAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The scheme, and nothing that could be a password.
    public var description: String { "[\(text.prefix { $0 != ":" }) proxy]" }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
