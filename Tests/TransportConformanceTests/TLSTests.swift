// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore

extension Conformance {
    @Suite(
        "TLS", .timeLimit(.minutes(1)),
        .enabled(if: TLSServer.openssl != nil, "needs the openssl command as a TLS server"))
    struct TLSTests {
        @Test(
            "a certificate that nobody vouches for is refused before anything is sent",
            arguments: TransportKind.allCases)
        func selfSigned(_ kind: TransportKind) async throws {
            let server = try TLSServer()
            defer { server.stop() }
            try await withTransport(kind) { transport in
                var exchange = HTTPExchange.submission("https://localhost:\(server.port)/")
                exchange.authorization = .init(secret: try Secret("canary-key"))
                let failure = try #require(await transport.send(exchange).failure)
                #expect(kind.mayCall(.insecure, failure.kind))
                #expect((failure.phase == .connecting) == kind.promises.provesFailedHandshake)
                #expect(failure.provesNothingSent == kind.promises.provesFailedHandshake)
                #expect(failure.bytesSent == 0)
            }
        }
    }
}
