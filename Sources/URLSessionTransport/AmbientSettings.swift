// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What FoundationNetworking takes from the environment of a process on Linux, where no setting keeps it from that: an
/// exchange that would be changed by it, or shown to others, is refused. Apple's URLSession is told to use no proxy.
enum AmbientSettings {
    /// Variables that libcurl, below URLSession there, takes a proxy from.
    private static let proxies = [
        "http": ["http_proxy", "all_proxy", "ALL_PROXY"],
        "https": ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"],
    ]
    /// Variables that make URLSession print every header, or OpenSSL write its keys down.
    private static let listeners = ["URLSessionDebugLibcurl", "SSLKEYLOGFILE"]

    /// Why an exchange by `scheme` must not be started here; nil if nothing stands against it.
    static func obstacle(to scheme: String, environment: (String) -> String? = Self.environment) -> String? {
        #if canImport(FoundationNetworking)
            if let name = listeners.first(where: { environment($0) != nil }) {
                return "\(name) is set, by which others could read along"
            }
            guard environment("no_proxy") ?? environment("NO_PROXY") != "*" else { return nil }
            return proxies[scheme]?.first { environment($0) != nil }.map {
                "\($0) is set, and URLSession cannot be kept from that proxy here (but by no_proxy=*)"
            }
        #else
            return nil
        #endif
    }

    static func environment(_ name: String) -> String? {
        #if canImport(FoundationNetworking)
            guard let value = unsafe getenv(name) else { return nil }
            let text = unsafe String(cString: value)
            return text.isEmpty ? nil : text
        #else
            return nil
        #endif
    }
}
