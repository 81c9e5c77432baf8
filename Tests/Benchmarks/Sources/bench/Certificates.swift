// SPDX-License-Identifier: Apache-2.0
import Foundation

/// An authority that nobody else knows, and a server's certificate from it; for one run.
struct Certificates {
    let server: String
    let key: String
    /// The authority alone, as a file.
    let authority: String
    /// The authority in a directory of hashed names.
    let directory: String
    /// The authority behind all that this system trusts, as a file; nil where that file is not known.
    let bundle: String?

    private static let bundles = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
    ]

    /// Makes them in `folder`; nil where there is no `openssl`.
    init?(in folder: URL) throws {
        guard let openssl = Command.path(of: "openssl") else { return nil }
        func file(_ name: String) -> String { folder.appending(path: name).path }
        func run(_ words: String...) throws -> String {
            let ended = try Command(words: [openssl] + words, limit: 20).run(in: folder)
            return String(decoding: ended.output, as: UTF8.self)
        }
        let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        _ = try Command(
            words: [openssl, "req", "-x509", "-days", "2", "-subj", "/CN=benchmark authority"] + newKey + [
                "-addext", "keyUsage=critical,keyCertSign", "-keyout", file("authority.key"), "-out",
                file("authority.pem"),
            ], limit: 20
        ).run(in: folder)
        _ = try Command(
            words: [openssl, "req", "-subj", "/CN=localhost"] + newKey + [
                "-keyout", file("server.key"), "-out", file("server.request"),
            ], limit: 20
        ).run(in: folder)
        try "subjectAltName=DNS:localhost,IP:127.0.0.1\nkeyUsage=critical,digitalSignature\n"
            .write(toFile: file("server.extensions"), atomically: true, encoding: .utf8)
        _ = try run(
            "x509", "-req", "-days", "2", "-in", file("server.request"), "-CA", file("authority.pem"), "-CAkey",
            file("authority.key"), "-CAcreateserial", "-extfile", file("server.extensions"), "-out",
            file("server.pem"))
        let hash = try run("x509", "-hash", "-noout", "-in", file("authority.pem")).prefix(8)
        let hashed = folder.appending(path: "hashed")
        try FileManager.default.createDirectory(at: hashed, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: file("authority.pem"), toPath: "\(hashed.path)/\(hash).0")
        server = file("server.pem")
        key = file("server.key")
        authority = file("authority.pem")
        directory = hashed.path
        guard let system = Self.bundles.first(where: { FileManager.default.isReadableFile(atPath: $0) }) else {
            bundle = nil
            return
        }
        let all = try Data(contentsOf: URL(filePath: system)) + Data(contentsOf: URL(filePath: authority))
        try all.write(to: folder.appending(path: "bundle.pem"))
        bundle = file("bundle.pem")
    }
}
