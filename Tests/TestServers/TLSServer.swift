// SPDX-License-Identifier: Apache-2.0
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// `openssl s_server` with a fresh self-signed certificate for one name. It answers each GET with a page, or says what
/// arrives and sends what it is told.
package final class TLSServer {
    package static let openssl: String? = {
        let paths: [String] = ["/usr/bin/openssl", "/usr/local/bin/openssl", "/opt/homebrew/bin/openssl"]
        return paths.first { unsafe access($0, X_OK) == 0 }
    }()

    package let port: Int
    package let folder: TemporaryFolder
    package var certificate: String { folder.path + "/cert.pem" }
    package let process: ChildProcess

    package init(name: String = "localhost", options: [String] = ["-www"]) throws {
        guard let openssl = Self.openssl else { throw ChildProcess.Failure(text: "no openssl") }
        folder = try TemporaryFolder()
        let key = folder.path + "/key.pem"
        let certificate = folder.path + "/cert.pem"
        let maker = try ChildProcess([
            openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=\(name)", "-addext",
            "subjectAltName=DNS:\(name)", "-keyout", key, "-out", certificate,
        ])
        _ = maker.read()
        maker.wait()
        process = try ChildProcess(
            [openssl, "s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key] + options)
        // It says `ACCEPT 127.0.0.1:40123` once it listens.
        let said = process.read { $0.contains("ACCEPT") && $0.hasSuffix("\n") }
        let line = said.split(separator: "\n").first { $0.hasPrefix("ACCEPT") }
        guard let port = line?.split(separator: ":").last.flatMap({ Int($0) }) else {
            process.stop()
            throw ChildProcess.Failure(text: "openssl s_server said: \(said)")
        }
        self.port = port
    }

    package func stop() {
        process.stop()
        folder.remove(["cert.pem", "key.pem", "keys.log"])
    }
}
