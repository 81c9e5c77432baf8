// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore

@testable import CurlTransport

@Suite(
    "TLS", .timeLimit(.minutes(1)),
    .enabled(if: TLSServer.openssl != nil, "needs the openssl command as a TLS server"))
struct TLSTests {
    private func outcome(_ server: TLSServer, _ authorities: CertificateAuthorities, host: String = "localhost")
        async throws -> HTTPOutcome
    {
        let configuration = CurlTransport.Configuration(certificateAuthorities: authorities)
        return try await withTransport(configuration) { transport in
            await transport.send(.test("https://\(host):\(server.port)/", purpose: .submit))
        }
    }

    @Test("a certificate that nobody vouches for is refused before anything is sent")
    func selfSigned() async throws {
        let server = try TLSServer()
        defer { server.stop() }
        let failure = try #require(await outcome(server, .system).failure)
        #expect(failure.kind == .insecure)
        #expect(failure.phase == .connecting)
        #expect(failure.provesNothingSent)
        #expect(failure.message.hasSuffix("the certificate is self-signed"))
    }

    @Test("a certificate from the given authority is accepted, by file")
    func accepted() async throws {
        let server = try TLSServer()
        defer { server.stop() }
        let reply = try #require(await outcome(server, .file(server.certificate)).reply)
        #expect(reply.status == 200)
        #expect(reply.text.contains("TLSv1."))
    }

    @Test("a certificate for another host is refused")
    func otherHost() async throws {
        let server = try TLSServer(name: "other.test")
        defer { server.stop() }
        let failure = try #require(await outcome(server, .file(server.certificate)).failure)
        #expect(failure.kind == .insecure)
        #expect(failure.provesNothingSent)
        #expect(failure.message.hasSuffix("the certificate is for another host"))
    }

    @Test("TLS 1.1 is refused")
    func oldVersion() async throws {
        let server = try TLSServer(options: ["-www", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"])
        defer { server.stop() }
        let failure = try #require(await outcome(server, .file(server.certificate)).failure)
        #expect(failure.kind == .connectionLost)
        #expect(failure.provesNothingSent)
    }

    @Test("a kept connection is not used by an exchange that may not go there")
    func keptConnection() async throws {
        let server = try TLSServer(options: ["-no_ticket"])
        defer { server.stop() }
        let judged = Recorder<Bool>()
        var configuration = CurlTransport.Configuration(certificateAuthorities: .file(server.certificate))
        configuration.observeAddress = { judged.append($1) }
        try await withTransport(configuration) { transport in
            let url = "https://localhost:\(server.port)/"
            for _ in 0..<2 {
                async let outcome = transport.send(.test(url))
                #expect(server.process.read { $0.contains("\r\n\r\n") }.contains("GET / HTTP/1.1"))
                #expect(server.process.tell("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"))
                #expect(await outcome.reply?.text == "{}")
            }
            let connections = judged.all.count
            let refused = try #require(await transport.send(.test(url, reach: .publicAddresses)).failure)
            #expect(refused.kind == .forbidden)
            #expect(refused.provesNothingSent)
            // No new socket was asked for: it was the kept connection that was refused.
            #expect(judged.all.count == connections)
        }
    }

    @Test("the certificates' place comes from the environment's usual names, then from a hashed directory")
    func places() {
        let system = CertificateAuthorities.system
        #expect(system.locate { $0 == "SSL_CERT_FILE" ? "/a.pem" : nil } == .init(file: "/a.pem"))
        #expect(system.locate { $0 == "SSL_CERT_DIR" ? "/certs" : nil } == .init(directory: "/certs"))
        #expect(CertificateAuthorities.directory("/certs").locate { _ in "/x" } == .init(directory: "/certs"))
        #expect(CertificateAuthorities.file("/a.pem").locate { _ in "/x" } == .init(file: "/a.pem"))
        #expect(!CertificateAuthorities.hasHashedNames("/dev"))
    }

    @Test(
        "a directory of hashed names is known by one name of eight small hexadecimal digits and .0",
        arguments: [
            ("0123abcd.0", true), ("ffffffff.0", true), ("0123abcd.1", false), ("0123ABCD.0", false),
            ("0123abc.0", false), ("0123abcde.0", false), ("0123abcd.00", false), ("ca.pem", false),
        ])
    func hashedNames(_ name: String, _ isHashed: Bool) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove([name]) }
        #expect(!CertificateAuthorities.hasHashedNames(folder.path))
        try folder.write("", to: name)
        #expect(CertificateAuthorities.hasHashedNames(folder.path) == isHashed)
        #expect(!CertificateAuthorities.hasHashedNames(folder.path + "/none"))
    }
}
