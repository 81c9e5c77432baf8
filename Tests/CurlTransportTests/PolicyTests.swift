// SPDX-License-Identifier: Apache-2.0
import TestServers
import Testing
import VideoGenerationCore

@testable import CurlTransport

@Suite("Where may be connected to", .timeLimit(.minutes(1)))
struct PolicyTests {
    @Test(
        "addresses that are not the public Internet are told apart",
        arguments: [
            ("8.8.8.8", true), ("1.1.1.1", true), ("172.32.0.1", true), ("172.15.255.255", true), ("100.63.0.1", true),
            ("0.0.0.0", false), ("0.1.2.3", false), ("10.0.0.1", false), ("100.64.0.1", false),
            ("100.100.100.200", false), ("127.0.0.1", false), ("127.255.255.254", false), ("168.63.129.16", false),
            ("169.254.169.254", false), ("172.16.0.1", false), ("172.31.255.255", false), ("192.0.0.192", false),
            ("192.0.2.1", false), ("192.168.1.1", false), ("198.18.0.1", false), ("198.51.100.1", false),
            ("203.0.113.1", false), ("224.0.0.1", false), ("239.1.1.1", false), ("240.0.0.1", false),
            ("255.255.255.255", false), ("2606:4700::1111", true), ("2a00:1450::1", true), ("::", false),
            ("::1", false), ("::127.0.0.1", false), ("::ffff:10.0.0.1", false), ("::ffff:8.8.8.8", true),
            ("64:ff9b::a00:1", false), ("64:ff9b::7f00:1", false), ("64:ff9b::808:808", true),
            ("64:ff9b:1::1", false), ("2002:a00:1::", false), ("2002:808:808::", true), ("2001::1", false),
            ("2001:db8::1", false), ("3fff::1", false), ("fc00::1", false), ("fd00:ec2::254", false),
            ("fe80::1", false), ("fec0::1", false), ("ff02::1", false), ("100::1", false), ("5f00::1", false),
        ])
    func publicAddresses(_ text: String, _ isPublic: Bool) throws {
        let address = try #require(IPAddress(text))
        #expect(address.isPublic == isPublic)
        #expect(IPAddress("\(address)") == address)
    }

    @Test("every range of the tables is read")
    func tables() {
        #expect(AddressRange.special4.count == AddressRange.special4Texts.count)
        #expect(AddressRange.special6.count == AddressRange.special6Texts.count)
    }

    @Test(
        "text that not every reader takes for the same address is none",
        arguments: [
            "127.1", "0x7f.0.0.1", "0177.0.0.1", "127.0.0.01", "2130706433", "127.0.0.1.", "127.0.0.256", "1.2.3", "",
            "+1.2.3.4", ":::", "1::2::3", "12345::", "::1%lo", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "::1.2.3", "[::1",
            "1:2:3:4:5:6:7::8", "::+1",
        ])
    func noAddress(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    struct Rule: Sendable, CustomTestStringConvertible {
        var url: String
        var isAllowed: Bool
        var reach = HTTPExchange.Reach.publicAddresses
        var trusted = ""
        var testDescription: String { "\(url) \(reach) trusting [\(trusted)]" }
    }

    static let rules: [Rule] = [
        Rule(url: "https://api.example.com/v1", isAllowed: true),
        Rule(url: "https://8.8.8.8/", isAllowed: true),
        Rule(url: "https://10.0.0.1/", isAllowed: false),
        Rule(url: "https://127.0.0.1/", isAllowed: false),
        Rule(url: "https://127.0.0.1/", isAllowed: true, reach: .loopbackToo),
        Rule(url: "https://[::1]/", isAllowed: true, reach: .loopbackToo),
        Rule(url: "https://[::ffff:169.254.169.254]/", isAllowed: false, reach: .loopbackToo),
        Rule(url: "https://[64:ff9b::a9fe:a9fe]/", isAllowed: false),
        Rule(url: "https://169.254.169.254/latest", isAllowed: false, reach: .loopbackToo),
        Rule(url: "https://2130706433/", isAllowed: false, reach: .loopbackToo),
        Rule(url: "https://0x7f000001/", isAllowed: false, reach: .loopbackToo),
        Rule(url: "https://127.1/", isAllowed: false, reach: .loopbackToo),
        Rule(url: "https://0177.0.0.1/", isAllowed: false, reach: .loopbackToo),
        Rule(url: "https://127.0.0.1./", isAllowed: false, reach: .loopbackToo),
        Rule(url: "http://api.example.com/", isAllowed: false),
        Rule(url: "http://api.example.com/", isAllowed: false, reach: .loopbackToo),
        Rule(url: "http://8.8.8.8/", isAllowed: false, reach: .loopbackToo),
        Rule(url: "http://localhost:8080/", isAllowed: false),
        Rule(url: "http://localhost:8080/", isAllowed: true, reach: .loopbackToo),
        Rule(url: "http://app.localhost/", isAllowed: true, reach: .loopbackToo),
        Rule(url: "http://127.0.0.2:8080/", isAllowed: true, reach: .loopbackToo),
        Rule(url: "http://[::1]:8080/", isAllowed: true, reach: .loopbackToo),
        Rule(url: "http://localhost.example.com/", isAllowed: false, reach: .loopbackToo),
        Rule(url: "http://127.0.0.999/", isAllowed: false, reach: .loopbackToo),
        Rule(url: "http://media.test/", isAllowed: true, trusted: "media.test"),
        Rule(url: "http://other.media.test/", isAllowed: false, trusted: "media.test"),
        Rule(url: "http://10.1.2.3/", isAllowed: true, trusted: "10.0.0.0/8"),
        Rule(url: "https://10.1.2.3/", isAllowed: true, trusted: "10.0.0.0/8"),
        Rule(url: "https://11.1.2.3/", isAllowed: true, trusted: "10.0.0.0/8"),
        Rule(url: "http://11.1.2.3/", isAllowed: false, trusted: "10.0.0.0/8"),
        Rule(url: "http://[::1]/", isAllowed: true, trusted: "a.test, [::1]"),
        Rule(url: "http://localhost/", isAllowed: true, trusted: "localhost"),
    ]

    @Test("schemes and literal addresses are judged before anything is looked up", arguments: rules)
    func urls(_ rule: Rule) throws {
        let url = try #require(WebURL(rule.url))
        let trusted = try TrustedHosts(rule.trusted)
        let rules = try? ConnectionRules(url, reach: rule.reach, trusted: trusted)
        #expect((rules != nil) == rule.isAllowed)
    }

    @Test(
        "schemes other than http and https reach nobody",
        arguments: ["file", "ftp", "gopher", "dict", "ldap", "smb", "ws", "javascript", ""])
    func schemes(_ scheme: String) async throws {
        let request = HTTPRequest(method: .get, scheme: scheme, authority: "127.0.0.1:9", path: "/etc/passwd")
        try await withTransport { transport in
            let outcome = await transport.send(HTTPExchange(request, purpose: .download, reach: .loopbackToo))
            #expect(outcome.failure?.kind == .forbidden)
            #expect(outcome.failure?.phase == .preparing)
            #expect(outcome.failure?.provesNothingSent == true)
        }
    }

    @Test(
        "a name that means an address inside is refused at the socket, before a packet",
        arguments: [
            "10.0.0.1", "169.254.169.254", "127.0.0.1", "192.168.0.1", "0.0.0.0", "100.64.1.1", "[::1]",
            "[::ffff:10.0.0.1]", "[fd00::1]", "[fe80::1]", "[64:ff9b::a00:1]",
        ])
    func refusedAddress(_ address: String) async throws {
        let seen = Recorder<String>()
        var configuration = CurlTransport.Configuration()
        configuration.names = ["media.example.com:443:\(address)"]
        configuration.observeAddress = { seen.append("\($0) \($1)") }
        try await withTransport(configuration) { transport in
            let exchange = HTTPExchange.test("https://media.example.com/v?s=1", reach: .publicAddresses)
            let failure = try #require(await transport.send(exchange).failure)
            #expect(failure.kind == .forbidden)
            #expect(failure.provesNothingSent)
            #expect(failure.bytesSent == 0)
            #expect(seen.all == ["\(try #require(IPAddress(address))) false"])
        }
    }

    @Test("a name of this machine that leads elsewhere gets no plain http")
    func localNameElsewhere() async throws {
        let seen = Recorder<Bool>()
        var configuration = CurlTransport.Configuration()
        configuration.names = ["app.localhost:80:93.184.216.34"]
        configuration.observeAddress = { seen.append($1) }
        try await withTransport(configuration) { transport in
            // libcurl may know by itself that the name is this machine; then nobody listens there.
            let failure = await transport.send(.test("http://app.localhost")).failure
            #expect(failure?.provesNothingSent == true)
            #expect(!seen.all.contains(true) || failure?.kind == .unreachable)
        }
    }

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

    @Test("a path is what WebURL leaves as it is: byte for byte the same judgement")
    func paths() throws {
        let key = Destination.Key(scheme: "https", authority: "api.example.com", reach: .publicAddresses)
        let destination = try Destination(key, trusted: .none)
        for byte in UInt8.min...UInt8.max where byte != UInt8(ascii: "#") {
            let path = "/a" + String(decoding: [byte], as: UTF8.self) + "b"
            let isPath = WebURL("https://api.example.com" + path)?.pathAndQuery == path
            #expect(((try? destination.target(path)) != nil) == isPath, "byte \(byte)")
        }
        #expect(try destination.target(nil) == "/")
        #expect(try destination.target("?a=b") == "/?a=b")
        for bad in ["a", "//x#y", "*", "/" + String(repeating: "a", count: 20_000), "/a\r\nHost: b", "/a b"] {
            #expect(throws: ExchangeFailure.self) { try destination.target(bad) }
        }
    }

    @Test(
        "an authority that is more than host and port is refused",
        arguments: ["u@h.test", "h.test/x", "h.test?x", "", "h\\\\x", "h:0", "[::1"])
    func authorities(_ text: String) {
        let key = Destination.Key(scheme: "https", authority: text, reach: .loopbackToo)
        #expect(throws: ExchangeFailure.self) { try Destination(key, trusted: .none) }
    }

    @Test(
        "trusted hosts are read from one line", arguments: ["", "  ", "a.test", " a.test , 10.0.0.0/8,[::1],fd00::/8"])
    func trustedHosts(_ text: String) throws {
        let trusted = try TrustedHosts(text)
        #expect(trusted.isEmpty == !text.contains("a"))
        #expect(trusted.allows(host: "A.test.") == text.contains("a.test"))
        #expect(trusted.allows(host: "10.9.8.7") == text.contains("10."))
        #expect(trusted.allows(host: "[fd00::5]") == text.contains("fd00"))
        #expect(!trusted.allows(host: "b.test"))
    }

    @Test(
        "nonsense among trusted hosts is refused with what is meant",
        arguments: [
            "a.test,", "http://a.test", "a.test:8080", "*.test", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "0x7f.1",
            "a b",
            "-a.test", "a..test", "[::1]:80", "user@a.test", "2130706433",
        ])
    func wrongTrustedHosts(_ text: String) {
        #expect {
            _ = try TrustedHosts(text)
        } throws: {
            ($0 as? VideoGenerationError)?.code == .configuration
        }
    }

    @Test("a base URL is checked without connecting")
    func baseURL() throws {
        let configuration = CurlTransport.Configuration(trustedHosts: try TrustedHosts("gate.test"))
        for good in ["https://api.example.com", "http://localhost:1", "http://127.0.0.1:1/v1", "http://gate.test"] {
            try configuration.check(baseURL: #require(WebURL(good)))
        }
        for bad in ["http://api.example.com/?key=canary", "https://10.0.0.1", "http://10.0.0.1", "https://0x7f.1"] {
            let url = try #require(WebURL(bad))
            let error = #expect(throws: VideoGenerationError.self) { try configuration.check(baseURL: url) }
            #expect(error?.code == .configuration)
            #expect(error?.message.contains("canary") == false)
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
