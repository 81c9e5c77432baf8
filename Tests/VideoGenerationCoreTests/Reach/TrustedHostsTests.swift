// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import VideoGenerationCore

@Suite("Trusted hosts")
struct TrustedHostsTests {
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
}
