// SPDX-License-Identifier: Apache-2.0

/// An IPv4 or IPv6 address as a number.
package struct IPAddress: Hashable, Sendable {
    let isV4: Bool
    let value: UInt128

    /// The address with these bytes in network order; nil unless there are 4 or 16.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.isV4 = bytes.count == 4
        self.value = bytes.reduce(0) { $0 << 8 | UInt128($1) }
    }

    /// The IPv4 address in the last 32 bits of `value`.
    package init(v4 value: UInt128) {
        self.isV4 = true
        self.value = value & 0xFFFF_FFFF
    }

    /// The IPv6 address `value`.
    package init(v6 value: UInt128) {
        self.isV4 = false
        self.value = value
    }

    /// The address that `text` writes: `192.0.2.1` in exactly that form, or IPv6 with or without brackets.
    ///
    /// Forms such as `0x7f.1` or `010.0.0.1` are no addresses here, because not every reader takes them for the same.
    package init?(_ text: some StringProtocol) {
        if text.utf8.contains(UInt8(ascii: ":")) {
            let isBracketed = text.first == "[" && text.last == "]"
            self.init(v6Text: isBracketed ? String(text.dropFirst().dropLast()) : String(text))
        } else {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 4 else { return nil }
            var bytes: [UInt8] = []
            for part in parts {
                guard let byte = UInt8(part), String(byte) == part else { return nil }
                bytes.append(byte)
            }
            self.init(bytes: bytes)
        }
    }

    private init?(v6Text text: String) {
        let halves = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = Self.groups(halves[0]), let second = halves.count == 2 ? Self.groups(halves[1]) : [] else {
            return nil
        }
        let missing = 8 - first.count - second.count
        guard halves.count == 2 ? missing >= 1 : missing == 0 else { return nil }
        let all = first + [UInt16](repeating: 0, count: missing) + second
        self.isV4 = false
        self.value = all.reduce(0) { $0 << 16 | UInt128($1) }
    }

    private static func groups(_ text: Substring) -> [UInt16]? {
        if text.isEmpty { return [] }
        var groups: [UInt16] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (position, part) in parts.enumerated() {
            if part.contains("."), position == parts.count - 1 {
                guard let v4 = IPAddress(part) else { return nil }
                groups += [UInt16(truncatingIfNeeded: v4.value >> 16), UInt16(truncatingIfNeeded: v4.value)]
            } else {
                guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }),
                    let group = UInt16(part, radix: 16)
                else { return nil }
                groups.append(group)
            }
        }
        return groups
    }

    /// The IPv4 address that this IPv6 address stands for, if it does: mapped, compatible, NAT64 or 6to4.
    var embedded: IPAddress? {
        guard !isV4 else { return nil }
        if AddressRange.mapped.contains(self) || AddressRange.nat64.contains(self)
            || (AddressRange.compatible.contains(self) && value > 1)
        {
            return IPAddress(v4: value)
        }
        return AddressRange.sixToFour.contains(self) ? IPAddress(v4: value >> 80) : nil
    }

    /// Whether it is this machine, also when written as IPv6.
    package var isLoopback: Bool {
        if isV4 { return AddressRange.loopback4.contains(self) }
        return value == 1 || (AddressRange.mapped.contains(self) && embedded?.isLoopback == true)
    }

    /// Whether it is an address of the public Internet: not private, loopback, link-local, shared, reserved, for
    /// documentation or multicast, not a known metadata service, and none of those inside an IPv6 address.
    package var isPublic: Bool {
        if let embedded { return embedded.isPublic }
        if isV4 { return !AddressRange.special4.contains { $0.contains(self) } }
        return AddressRange.global6.contains(self) && !AddressRange.special6.contains { $0.contains(self) }
    }
}

extension IPAddress: CustomStringConvertible {
    /// `192.0.2.1`, or the eight groups of an IPv6 address.
    package var description: String {
        let width = isV4 ? 8 : 16
        let groups = stride(from: isV4 ? 24 : 112, through: 0, by: -width).map {
            String((value >> UInt128($0)) & (1 << UInt128(width) - 1), radix: isV4 ? 10 : 16)
        }
        return groups.joined(separator: isV4 ? "." : ":")
    }
}
