// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import TestServers
import Testing
import VideoGenerationCore

extension Conformance {
    @Suite("Where may be connected to", .timeLimit(.minutes(1)))
    struct PolicyTests {
        @Test(
            "schemes other than http and https reach nobody", arguments: TransportKind.allCases,
            ["file", "ftp", "gopher", "dict", "ldap", "smb", "ws", "data", "javascript", ""])
        func schemes(_ kind: TransportKind, _ scheme: String) async throws {
            let request = HTTPRequest(method: .get, scheme: scheme, authority: "127.0.0.1:9", path: "/etc/passwd")
            try await withTransport(kind) { transport in
                let outcome = await transport.send(HTTPExchange(request, purpose: .download, reach: .loopbackToo))
                #expect(outcome.failure?.kind == .forbidden)
                #expect(outcome.failure?.phase == .preparing)
                #expect(outcome.failure?.provesNothingSent == true)
            }
        }

        @Test(
            "an address inside is refused before a packet, however it is written", arguments: TransportKind.allCases,
            [
                "https://10.0.0.1", "https://127.0.0.1", "https://169.254.169.254", "https://[::1]",
                "https://[fd00::1]",
                "https://[::ffff:10.0.0.1]", "https://0x7f000001", "https://2130706433", "https://127.1",
                "https://0177.0.0.1",
                "http://127.0.0.1:9", "http://localhost:9", "http://example.com", "http://8.8.8.8",
            ])
        func literals(_ kind: TransportKind, _ url: String) async throws {
            let seen = Recorder<String>()
            let settings = TransportSettings(observeAddress: { seen.append("\($0) \($1)") })
            try await withTransport(kind, settings) { transport in
                let failure = try #require(await transport.send(.test(url, reach: .publicAddresses)).failure)
                #expect(failure.kind == .forbidden)
                #expect(failure.phase == .preparing)
                #expect(failure.provesNothingSent)
                #expect(seen.all.isEmpty)
            }
        }

        @Test(
            "a name that means an address inside is refused, before a packet", arguments: TransportKind.allCases,
            [
                "10.0.0.1", "169.254.169.254", "127.0.0.1", "192.168.0.1", "0.0.0.0", "100.64.1.1", "[::1]",
                "[::ffff:10.0.0.1]", "[fd00::1]", "[fe80::1]", "[64:ff9b::a00:1]",
            ])
        func refusedAddress(_ kind: TransportKind, _ address: String) async throws {
            let seen = Recorder<String>()
            let settings = TransportSettings(
                names: [.init(host: "media.example.com", port: 443, address: address)],
                observeAddress: { seen.append("\($0) \($1)") })
            try await withTransport(kind, settings) { transport in
                let exchange = HTTPExchange.test("https://media.example.com/v?s=1", reach: .publicAddresses)
                let failure = try #require(await transport.send(exchange).failure)
                #expect(failure.kind == .forbidden)
                #expect(failure.provesNothingSent)
                #expect(failure.bytesSent == 0)
                #expect(seen.all == ["\(try #require(IPAddress(address))) false"])
            }
        }

        @Test("a name of this machine that leads elsewhere gets no plain http", arguments: TransportKind.allCases)
        func localNameElsewhere(_ kind: TransportKind) async throws {
            let seen = Recorder<Bool>()
            let settings = TransportSettings(
                names: [.init(host: "app.localhost", port: 80, address: "93.184.216.34")],
                observeAddress: { seen.append($1) })
            try await withTransport(kind, settings) { transport in
                // libcurl may know by itself that the name is this machine; then nobody listens there.
                let failure = await transport.send(.test("http://app.localhost")).failure
                #expect(failure?.provesNothingSent == true)
                #expect(!seen.all.contains(true) || failure?.kind == .unreachable)
            }
        }

        @Test("this machine is reached by name, where that is allowed", arguments: TransportKind.allCases)
        func localName(_ kind: TransportKind) async throws {
            try await withServer { peer in
                while peer.readRequest() != nil { peer.reply() }
            } _: { server in
                try await withTransport(kind) { transport in
                    let url = "http://localhost:\(server.port)"
                    #expect(await transport.send(.test(url)).reply?.status == 200)
                    #expect(await transport.send(.submission(url)).reply?.status == 200)
                    #expect(server.seen.heads.count == 2)
                }
            }
        }

        @Test("a base URL is checked without connecting", arguments: TransportKind.allCases)
        func baseURL(_ kind: TransportKind) throws {
            let trusted = try TrustedHosts("gate.test")
            for good in ["https://api.example.com", "http://localhost:1", "http://127.0.0.1:1/v1", "http://gate.test"] {
                try kind.check(baseURL: #require(WebURL(good)), trusted: trusted)
            }
            for bad in ["http://api.example.com/?key=canary", "https://10.0.0.1", "http://10.0.0.1", "https://0x7f.1"] {
                let url = try #require(WebURL(bad))
                let error = #expect(throws: VideoGenerationError.self) {
                    try kind.check(baseURL: url, trusted: trusted)
                }
                #expect(error?.code == .configuration)
                #expect(error?.message.contains("canary") == false)
            }
        }
    }
}
