// SPDX-License-Identifier: Apache-2.0

/// Questions about the host part of a URL.
enum HostName {
    /// Whether the last label is a number, decimal or hexadecimal: such a host is an IPv4 address for some readers
    /// (`2130706433` and `0x7f.1` are 127.0.0.1 for many), so only the plain dotted form may pass.
    static func endsInNumber(_ host: String) -> Bool {
        guard let last = host.split(separator: ".").last else { return false }
        if last.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return true }
        guard last.hasPrefix("0x") else { return false }
        return last.dropFirst(2).allSatisfy(\.isHexDigit)
    }
}
