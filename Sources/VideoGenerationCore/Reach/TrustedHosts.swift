// SPDX-License-Identifier: Apache-2.0

/// Hosts that may be spoken to over plain http and at addresses that are not public: a test network, a gateway at home.
///
/// Naming a host here is the app's own decision; nothing that a service answers can add to it.
public struct TrustedHosts: Sendable, Hashable {
    private var names: Set<String> = []
    private var ranges: Set<AddressRange> = []

    /// Trusts nobody.
    public static let none = TrustedHosts()

    private init() {}

    /// Reads host names, addresses and CIDR ranges that commas separate: `media.test, 10.0.0.0/8, [::1]`.
    ///
    /// A name means exactly that name, at whatever address it has. Blank text trusts nobody.
    ///
    /// - Throws: `VideoGenerationError` with code `configuration` for an entry that is none of these, such as one
    ///   with a port, a scheme or a `*`.
    public init(_ text: String) throws(VideoGenerationError) {
        let entries = text.split(separator: ",", omittingEmptySubsequences: false)
        if entries.count == 1, text.trimmingASCIIWhitespace().isEmpty { return }
        for entry in entries {
            let item = String(entry).trimmingASCIIWhitespace().lowercased()
            if let range = AddressRange(item) {
                ranges.insert(range)
            } else if Self.isName(item) {
                names.insert(Self.withoutFinalDot(item))
            } else {
                throw VideoGenerationError(
                    .configuration,
                    """
                    "\(item)" is no host that can be trusted: write a host name, an address or a range such as \
                    10.0.0.0/8, without scheme, port or wildcard.
                    """)
            }
        }
    }

    /// Whether nobody is trusted.
    public var isEmpty: Bool { names.isEmpty && ranges.isEmpty }

    /// Whether `host` (a name, an IPv4 address, or an IPv6 address in brackets) is trusted as it is written; a name is
    /// not looked up.
    public func allows(host: String) -> Bool {
        if let address = IPAddress(host) { return allows(address) }
        return names.contains(Self.withoutFinalDot(host.lowercased()))
    }

    /// Whether `address` lies in a trusted range, also when it is an IPv4 address written as IPv6.
    func allows(_ address: IPAddress) -> Bool {
        ranges.contains { $0.contains(address) || address.embedded.map($0.contains) == true }
    }

    private static func isName(_ text: String) -> Bool {
        let labels = withoutFinalDot(text).split(separator: ".", omittingEmptySubsequences: false)
        guard let last = labels.last, text.utf8.count <= 253 else { return false }
        // A name whose last label is a number would be an address in a form that readers disagree about.
        return last.contains { !("0"..."9").contains($0) } && !HostName.endsInNumber(text)
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                            UInt8(ascii: "-"), UInt8(ascii: "_"):
                            true
                        default: false
                        }
                    }
            }
    }

    private static func withoutFinalDot(_ text: String) -> String {
        text.last == "." ? String(text.dropLast()) : text
    }
}
