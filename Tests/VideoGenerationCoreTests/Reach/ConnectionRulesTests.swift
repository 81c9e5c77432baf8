// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import VideoGenerationCore

@Suite("What may be asked for")
struct ConnectionRulesTests {
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

    @Test("a path is what WebURL leaves as it is: byte for byte the same judgement")
    func paths() throws {
        let key = ExchangeDestination.Key(scheme: "https", authority: "api.example.com", reach: .publicAddresses)
        let destination = try ExchangeDestination(key, trusted: .none)
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
        let key = ExchangeDestination.Key(scheme: "https", authority: text, reach: .loopbackToo)
        #expect(throws: ExchangeFailure.self) { try ExchangeDestination(key, trusted: .none) }
    }
}
