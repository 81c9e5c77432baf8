// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import VideoGenerationCore

@Suite("Addresses")
struct AddressTests {
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
}
