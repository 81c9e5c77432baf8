// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore

@testable import CurlTransport

@Suite("Where may be connected to with libcurl", .timeLimit(.minutes(1)))
struct PolicyTests {
    @Test("a trusted name may lead inside, also where only public addresses are allowed")
    func trustedName() async throws {
        try await withServer { peer in
            while peer.readRequest() != nil { peer.reply() }
        } _: { server in
            var configuration = CurlTransport.Configuration(trustedHosts: try TrustedHosts("gate.test"))
            configuration.names = ["gate.test:\(server.port):127.0.0.1"]
            try await withTransport(configuration) { transport in
                let url = "http://gate.test:\(server.port)"
                #expect(await transport.send(.test(url, reach: .publicAddresses)).reply?.status == 200)
                #expect(await transport.send(.test(server.url)).reply?.status == 200)
                let refused = await transport.send(.test(server.url, reach: .publicAddresses)).failure
                #expect(refused?.kind == .forbidden)
                #expect(server.seen.heads.count == 2)
            }
        }
    }

    @Test("a proxy is read strictly, and its password is never shown")
    func proxyAddress() throws {
        for good in ["http://proxy.test:3128", "socks5h://localhost:1080", "https://user:canary@p.test:1"] {
            let proxy = try ProxyAddress(good)
            #expect(!"\(proxy)".contains("canary") && !String(reflecting: proxy).contains("canary"))
        }
        for bad in ["", "proxy.test:3128", "ftp://proxy.test", "http://", "http://a b", "http://p.test/path"] {
            #expect(throws: VideoGenerationError.self) { try ProxyAddress(bad) }
        }
    }

    @Test("behind a proxy, hosts that are written as an address are still judged, and this machine is reached directly")
    func proxied() async throws {
        try await withServer { peer in
            while peer.readRequest() != nil { peer.reply() }
        } _: { server in
            try await withServer { peer in
                _ = peer.readHead()
                peer.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            } _: { proxy in
                let configuration = CurlTransport.Configuration(proxy: try ProxyAddress(proxy.url))
                try await withTransport(configuration) { transport in
                    #expect(await transport.send(.test(server.url)).reply?.status == 200)
                    let inside = await transport.send(.test("https://10.0.0.1/")).failure
                    #expect(inside?.kind == .forbidden)
                    #expect(proxy.seen.connections == 0)
                    var exchange = HTTPExchange.test("https://api.example.com/?k=1", .post, purpose: .submit)
                    exchange.authorization = .init(secret: try Secret("canary-key"))
                    let outcome = await transport.send(exchange)
                    #expect(outcome.reply == nil)
                    #expect(proxy.seen.heads.count == 1)
                    #expect(proxy.seen.heads[0].hasPrefix("CONNECT api.example.com:443 HTTP/1.1\r\n"))
                    #expect(!proxy.seen.heads[0].contains("canary"))
                }
            }
        }
    }
}
