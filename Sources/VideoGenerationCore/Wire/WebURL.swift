// SPDX-License-Identifier: Apache-2.0

/// An absolute http or https URL, held to RFC 3986 so strictly that no two parsers can read it differently.
///
/// User information, backslashes and other tricks in the authority, and control characters anywhere, are refused: an
/// address that this type accepts names the same host to us, to the HTTP library and to a proxy. In path and query, what
/// may not stand there is escaped.
public struct WebURL: Hashable, Sendable {
    /// `http` or `https`.
    public let scheme: String
    /// The host in lower case; an IPv6 address stands in brackets.
    public let host: String
    /// The port, if it is written and not the scheme's own.
    public let port: Int?
    /// The path from its first slash, with the query if there is one; at least `/`.
    public let pathAndQuery: String

    /// Reads an absolute URL; nil if it is not one.
    public init?(_ text: String) {
        guard text.utf8.count <= 16_384 else { return nil }
        guard let schemeEnd = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<schemeEnd.lowerBound].lowercased()
        guard scheme == "https" || scheme == "http" else { return nil }
        var rest = text[schemeEnd.upperBound...]
        if let fragment = rest.firstIndex(of: "#") { rest = rest[..<fragment] }
        let pathStart = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        guard let (host, port) = Self.parseAuthority(rest[..<pathStart]) else { return nil }
        let path = rest[pathStart...]
        guard let escaped = Self.escaping(path) else { return nil }
        self.scheme = scheme
        self.host = host
        self.port = port == (scheme == "https" ? 443 : 80) ? nil : port
        self.pathAndQuery = escaped.first == "/" ? escaped : "/" + escaped
    }

    private init(scheme: String, host: String, port: Int?, pathAndQuery: String) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.pathAndQuery = pathAndQuery
    }

    /// Host and port, as the `Host` header has them.
    public var authority: String { port.map { "\(host):\($0)" } ?? host }

    /// Scheme, host and port: what a credential is bound to.
    public var origin: String { "\(scheme)://\(authority)" }

    /// The URL without its query, which may be a signature: fit for logs and messages.
    public var withoutQuery: String {
        origin + (pathAndQuery.firstIndex(of: "?").map { String(pathAndQuery[..<$0]) } ?? pathAndQuery)
    }

    /// Whether the host is this machine by name or by literal address: four plain decimal numbers, or `[::1]`.
    public var isLoopback: Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        // Spelled back, so that what some resolvers read as octal is no loopback here.
        return numbers.count == 4 && numbers[0] == "127"
            && numbers.allSatisfy { number in UInt8(number).map { String($0) == number } ?? false }
    }

    /// The URL of `path` (from its first slash, with a query if any) below this one, whose own query is dropped.
    ///
    /// Nil if `path` is not a valid path.
    public func appending(path: String) -> WebURL? {
        guard path.first == "/", path.utf8.allSatisfy(Self.isPathByte) else { return nil }
        var base = pathAndQuery.prefix { $0 != "?" }
        while base.last == "/" { base = base.dropLast() }
        return WebURL(scheme: scheme, host: host, port: port, pathAndQuery: base + path)
    }

    /// What a `Location` header means when it is found at this URL (RFC 3986 section 5); nil if it is no http(s) URL.
    public func resolving(location: String) -> WebURL? {
        let location = String(location.prefix { $0 != "#" })
        if location.contains("://"), let absolute = WebURL(location) { return absolute }
        if location.hasPrefix("//") { return WebURL(scheme + ":" + location) }
        guard let first = location.first else { return nil }
        if location.prefix(while: { $0 != "/" && $0 != "?" }).contains(":") { return nil }
        let path = pathAndQuery.prefix { $0 != "?" }
        let joined: String
        switch first {
        case "/": joined = location
        case "?": joined = path + location
        default: joined = path[...(path.lastIndex(of: "/") ?? path.startIndex)] + location
        }
        return WebURL(origin + Self.removingDotSegments(joined))
    }

    /// The path with every byte escaped that may not stand there; nil for a control character or a backslash, which some parsers take for a slash.
    ///
    /// A service's object store may sign a name with spaces or letters beyond ASCII, and the video behind it is paid for.
    private static func escaping(_ path: Substring) -> String? {
        guard !path.utf8.allSatisfy(isPathByte) else { return String(path) }
        var escaped = ""
        for byte in path.utf8 {
            if isPathByte(byte) {
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                guard byte >= 0x20, byte != 0x7F, byte != UInt8(ascii: "\\") else { return nil }
                escaped += "%" + String(byte, radix: 16, uppercase: true)
            }
        }
        return escaped
    }

    private static func parseAuthority(_ text: Substring) -> (host: String, port: Int?)? {
        var hostText = text
        var port: Int?
        let afterBracket = text.firstIndex(of: "]") ?? text.startIndex
        if let colon = text[afterBracket...].lastIndex(of: ":") {
            let digits = text[text.index(after: colon)...]
            guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt16(digits), number > 0
            else { return nil }
            port = Int(number)
            hostText = text[..<colon]
        }
        // Before lower case: it turns some letters outside ASCII into letters inside.
        guard hostText.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let host = hostText.lowercased()
        if host.first == "[" {
            let inside = host.dropFirst().dropLast()
            guard host.last == "]", inside.contains(":"), inside.utf8.allSatisfy(isIPv6Byte) else { return nil }
            return (host, port)
        }
        guard (1...253).contains(host.utf8.count), host.utf8.allSatisfy(isHostByte), host.first != ".",
            !host.contains("..")
        else { return nil }
        return (host, port)
    }

    private static func removingDotSegments(_ text: String) -> String {
        let query = text.firstIndex(of: "?") ?? text.endIndex
        var kept: [Substring] = []
        let parts = text[..<query].split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (offset, part) in parts.enumerated() {
            let isLast = offset == parts.count - 1
            switch part {
            case ".": if isLast { kept.append("") }
            case "..":
                _ = kept.popLast()
                if isLast { kept.append("") }
            default: kept.append(part)
            }
        }
        return "/" + kept.joined(separator: "/") + text[query...]
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isIPv6Byte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }

    // RFC 3986: pchar, "/", "?" and the "%" of an escape; "|", "[" and "]" besides, because services leave them bare.
    private static func isPathByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~!$&'()*+,;=:@%/?|[]".utf8.contains(byte)
        }
    }
}

extension WebURL: CustomStringConvertible {
    /// The whole URL, query included. For messages use ``withoutQuery``.
    public var description: String { origin + pathAndQuery }
}

extension String {
    /// The text with every byte escaped that is not unreserved in RFC 3986: safe as the value of a query or as one path
    /// segment.
    public var percentEncoded: String {
        var encoded = ""
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                encoded += byte < 16 ? "%0" : "%"
                encoded += String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}
