// SPDX-License-Identifier: Apache-2.0

extension JSON {
    /// Reads a whole JSON text (RFC 8259).
    ///
    /// Nil for anything that is not one: cut text, trailing text, nesting deeper than 64, more than 65,536 values. Invalid UTF-8
    /// in strings is replaced, not refused, because a strange character in a message must not cost a paid task.
    public init?(parsing bytes: [UInt8]) {
        var reader = JSONReader(bytes)
        guard let value = reader.readDocument() else { return nil }
        self = value
    }
}

/// A depth-capped reader of JSON.
private struct JSONReader {
    static let maximumDepth = 64
    static let maximumValues = 65_536

    private let bytes: [UInt8]
    private var position = 0
    private var values = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func readDocument() -> JSON? {
        guard let value = readValue(depth: 0) else { return nil }
        skipSpace()
        return current == nil ? value : nil
    }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        skipSpace()
        guard current == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }

    private mutating func takeWord(_ word: StaticString, _ value: JSON) -> JSON? {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count, String(decoding: bytes[position..<end], as: UTF8.self) == "\(word)" else {
            return nil
        }
        position = end
        return value
    }

    private mutating func readValue(depth: Int) -> JSON? {
        values += 1
        guard values <= Self.maximumValues else { return nil }
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return depth < Self.maximumDepth ? readObject(depth: depth + 1) : nil
        case UInt8(ascii: "["): return depth < Self.maximumDepth ? readArray(depth: depth + 1) : nil
        case UInt8(ascii: "\""): return readString().map(JSON.string)
        case UInt8(ascii: "t"): return takeWord("true", .bool(true))
        case UInt8(ascii: "f"): return takeWord("false", .bool(false))
        case UInt8(ascii: "n"): return takeWord("null", .null)
        default: return readNumber()
        }
    }

    private mutating func readObject(depth: Int) -> JSON? {
        position += 1
        var members: [(name: String, value: JSON)] = []
        if take("}") { return .object([]) }
        repeat {
            skipSpace()
            guard current == UInt8(ascii: "\""), let name = readString(), take(":"),
                let value = readValue(depth: depth)
            else { return nil }
            members.append((name, value))
        } while take(",")
        return take("}") ? .object(members) : nil
    }

    private mutating func readArray(depth: Int) -> JSON? {
        position += 1
        var elements: [JSON] = []
        if take("]") { return .array([]) }
        repeat {
            guard let element = readValue(depth: depth) else { return nil }
            elements.append(element)
        } while take(",")
        return take("]") ? .array(elements) : nil
    }

    private mutating func readNumber() -> JSON? {
        let start = position
        if current == UInt8(ascii: "-") { position += 1 }
        guard let first = current, isDigit(first) else { return nil }
        while let byte = current, isDigit(byte) { position += 1 }
        // A leading zero stands alone.
        if first == UInt8(ascii: "0"), position - start > (bytes[start] == UInt8(ascii: "-") ? 2 : 1) { return nil }
        var isWhole = true
        if current == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            guard let digit = current, isDigit(digit) else { return nil }
            while let byte = current, isDigit(byte) { position += 1 }
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            isWhole = false
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            guard let digit = current, isDigit(digit) else { return nil }
            while let byte = current, isDigit(byte) { position += 1 }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let integer = Int(text) { return .integer(integer) }
        // What no Double holds becomes the greatest one: one odd number must not cost the whole text.
        return Double(text).map { .number(min(max($0, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)) }
    }

    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private mutating func readString() -> String? {
        position += 1
        var text: [UInt8] = []
        var start = position
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                text += bytes[start..<position]
                position += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                text += bytes[start..<position]
                position += 1
                guard let scalar = readEscape() else { return nil }
                text += String(scalar).utf8
                start = position
            case 0..<0x20:
                return nil
            default:
                position += 1
            }
        }
        return nil
    }

    private mutating func readEscape() -> Unicode.Scalar? {
        guard let byte = current else { return nil }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return readUnicodeEscape()
        default: return nil
        }
    }

    private mutating func readUnicodeEscape() -> Unicode.Scalar? {
        guard let unit = readHex4() else { return nil }
        guard (0xD800...0xDBFF).contains(unit) else { return Unicode.Scalar(unit) ?? "\u{FFFD}" }
        let rewind = position
        if current == UInt8(ascii: "\\"), position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "u") {
            position += 2
            if let low = readHex4(), (0xDC00...0xDFFF).contains(low) {
                return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
            }
        }
        position = rewind
        return "\u{FFFD}"
    }

    private mutating func readHex4() -> UInt32? {
        guard position + 4 <= bytes.count else { return nil }
        let digits = bytes[position..<(position + 4)]
        guard digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }) else { return nil }
        position += 4
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
