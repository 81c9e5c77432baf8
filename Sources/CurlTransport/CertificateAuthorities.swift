// SPDX-License-Identifier: Apache-2.0
import CVideoGenCurl

/// Whose certificates a server may show.
public struct CertificateAuthorities: Sendable, Hashable {
    private enum Source: Hashable {
        case system, file(String), directory(String)
    }

    private let source: Source

    /// Those that the system trusts.
    ///
    /// `SSL_CERT_FILE` and `SSL_CERT_DIR` name others, as everywhere. Otherwise a directory of hashed names is taken
    /// (only the one certificate that is needed is then read: a first connection costs a tenth), else a bundle, else
    /// what libcurl was built with.
    public static let system = CertificateAuthorities(source: .system)

    /// Those in one file of PEM certificates, and no others.
    public static func file(_ path: String) -> CertificateAuthorities {
        CertificateAuthorities(source: .file(path))
    }

    /// Those in a directory with hashed names (`openssl rehash`), and no others.
    public static func directory(_ path: String) -> CertificateAuthorities {
        CertificateAuthorities(source: .directory(path))
    }

    /// Where libcurl shall look; both nil for its own default.
    struct Location: Equatable, Sendable {
        var file: String?
        var directory: String?
    }

    /// Looks once, when a loop starts.
    func locate(environment: (String) -> String? = Self.environment) -> Location {
        switch source {
        case .file(let path): return Location(file: path)
        case .directory(let path): return Location(directory: path)
        case .system:
            let file = environment("SSL_CERT_FILE")
            let directory = environment("SSL_CERT_DIR")
            if file != nil || directory != nil { return Location(file: file, directory: directory) }
            if let hashed = Self.directories.first(where: Self.hasHashedNames) { return Location(directory: hashed) }
            if let bundle = Self.bundles.first(where: { unsafe access($0, R_OK) == 0 }) {
                return Location(file: bundle)
            }
            return Location()
        }
    }

    #if canImport(Darwin)
        // libcurl's own default on macOS leads to the system's trust settings.
        private static let directories: [String] = []
        private static let bundles: [String] = []
    #else
        private static let directories = ["/etc/ssl/certs", "/etc/pki/tls/certs"]
        private static let bundles = [
            "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
            "/etc/ssl/cert.pem",
        ]
    #endif

    /// Whether OpenSSL would find certificates in the directory by their hash, eight hexadecimal digits and `.0`.
    static func hasHashedNames(_ directory: String) -> Bool {
        unsafe videogen_has_hashed_names(directory)
    }

    private static func environment(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        return text.isEmpty ? nil : text
    }
}
