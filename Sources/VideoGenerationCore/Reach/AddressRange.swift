// SPDX-License-Identifier: Apache-2.0

/// The addresses that share a prefix, such as `10.0.0.0/8`.
struct AddressRange: Hashable, Sendable {
    let base: IPAddress
    let prefix: Int

    init(base: IPAddress, prefix: Int) {
        self.base = base
        self.prefix = prefix
    }

    /// The range that `text` writes: an address, or an address and a prefix length.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let base = IPAddress(parts[0]) else { return nil }
        let width = base.isV4 ? 32 : 128
        var prefix = width
        if parts.count == 2 {
            guard let number = Int(parts[1]), (0...width).contains(number), String(number) == parts[1] else {
                return nil
            }
            prefix = number
        }
        self.base = base
        self.prefix = prefix
    }

    /// Whether `address` lies in the range; an IPv4 range holds IPv4 addresses only.
    func contains(_ address: IPAddress) -> Bool {
        guard address.isV4 == base.isV4 else { return false }
        let shift = UInt128((base.isV4 ? 32 : 128) - prefix)
        return address.value >> shift == base.value >> shift
    }
}

extension AddressRange {
    // Each text is a valid range (a test reads them all), so nothing is dropped.
    private static func ranges(_ texts: [String]) -> [AddressRange] {
        texts.compactMap { AddressRange($0) }
    }

    static let loopback4 = AddressRange(base: IPAddress(v4: 127 << 24), prefix: 8)
    static let mapped = AddressRange(base: IPAddress(v6: 0xFFFF << 32), prefix: 96)
    static let compatible = AddressRange(base: IPAddress(v6: 0), prefix: 96)
    static let nat64 = AddressRange(base: IPAddress(v6: 0x0064_FF9B << 96), prefix: 96)
    static let sixToFour = AddressRange(base: IPAddress(v6: 0x2002 << 112), prefix: 16)
    static let global6 = AddressRange(base: IPAddress(v6: 0x2000 << 112), prefix: 3)

    /// IPv4 ranges that are not the public Internet (IANA special-purpose registry, multicast, reserved), and Azure's
    /// metadata address, the only well-known one that lies outside of them.
    static let special4Texts = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    ]
    /// Ranges within 2000::/3 that are not the public Internet: IETF assignments (Teredo among them), documentation.
    static let special6Texts = ["2001::/23", "2001:db8::/32", "3fff::/20"]

    static let special4 = ranges(special4Texts)
    static let special6 = ranges(special6Texts)
}
