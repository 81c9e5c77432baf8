// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore

@testable import CurlTransport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Runs ``InHostileEnvironmentTests`` in a process whose environment and home directory are set up against us. It has to
/// be another process: libcurl reads some variables once, and our own environment belongs to all tests.
@Suite("A hostile environment", .timeLimit(.minutes(2)))
struct EnvironmentTests {
    static let marker = "CURL_TRANSPORT_TESTS_KEY_LOG"

    #if os(Linux)
        @Test("proxy variables, .netrc, .curlrc and SSLKEYLOGFILE are ignored")
        func ambientSettings() throws {
            let folder = try TemporaryFolder()
            try folder.write("machine 127.0.0.1 login canary password canary\n", to: ".netrc")
            try folder.write("user-agent = canary\nproxy = http://127.0.0.1:9\n", to: ".curlrc")
            let log = folder.path + "/keys.log"
            var environment = [
                "HOME": folder.path, "CURL_HOME": folder.path, "NETRC": folder.path + "/.netrc", "no_proxy": "",
                "SSLKEYLOGFILE": log, Self.marker: log,
            ]
            // Nobody listens there, so an exchange that goes by it fails.
            for name in ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
                environment[name] = "http://127.0.0.1:9"
            }
            let child = try ChildProcess(
                ["/proc/self/exe", "--testing-library", "swift-testing", "--filter", "InHostileEnvironmentTests"],
                environment: environment)
            let said = child.read()
            #expect(child.wait() == 0, "\(said)")
            let ran = TLSServer.openssl == nil ? "1 test " : "2 tests "
            #expect(said.contains("Test run with \(ran)"), "\(said)")
            #expect(said.contains("passed"))
            folder.remove([".netrc", ".curlrc", "keys.log"])
        }
    #endif
}

@Suite(
    "Inside a hostile environment", .timeLimit(.minutes(1)),
    .enabled(if: unsafe getenv(EnvironmentTests.marker) != nil, "runs in a process that EnvironmentTests starts"))
struct InHostileEnvironmentTests {
    @Test("exchanges go straight to their host, with nothing added")
    func direct() async throws {
        try await withServer { peer in
            while peer.readRequest() != nil { peer.reply(fields: "Set-Cookie: a=canary\r\n") }
        } _: { server in
            try await withTransport { transport in
                for purpose in [HTTPExchange.Purpose.submit, .call, .call, .download] {
                    #expect(await transport.send(.test(server.url, purpose: purpose)).reply?.status == 200)
                }
                #expect(server.seen.heads.count == 4)
                for head in server.seen.heads {
                    #expect(!head.contains("canary") && !head.contains("Authorization") && !head.contains("Cookie"))
                    #expect(head.hasPrefix("GET / HTTP/1.1\r\n"))
                }
            }
        }
    }

    @Test("no TLS key is logged", .enabled(if: TLSServer.openssl != nil, "needs the openssl command"))
    func keyLog() async throws {
        let server = try TLSServer()
        let authorities = CertificateAuthorities.file(server.certificate)
        try await withTransport(.init(certificateAuthorities: authorities)) { transport in
            let outcome = await transport.send(.test("https://localhost:\(server.port)/"))
            #expect(outcome.reply?.status == 200)
        }
        server.stop()
        let path = unsafe String(cString: try #require(getenv(EnvironmentTests.marker)))
        var status = stat()
        if unsafe stat(path, &status) == 0 { #expect(status.st_size == 0) }
    }
}
