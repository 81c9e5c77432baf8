// SPDX-License-Identifier: Apache-2.0

/// Reads JSON (RFC 8259) strictly: no duplicate members, no trailing text, no lenient numbers.
struct JSONParser {
    /// Why a text is not acceptable JSON.
    struct Failure: Error, Equatable {
        var message: String
    }

    let bytes: [UInt8]
    var place = 0

    /// Parses a whole text.
    static func parse(_ bytes: [UInt8]) throws(Failure) -> JSONValue {
        var parser = JSONParser(bytes: bytes)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.place == bytes.count else { throw parser.failure("text after the end of the value") }
        return value
    }

    func failure(_ what: String) -> Failure {
        Failure(message: "\(what) at byte \(place)")
    }

    private mutating func value(depth: Int) throws(Failure) -> JSONValue {
        // A hostile body must not run the stack out.
        guard depth < 64 else { throw failure("nested too deeply") }
        skipSpace()
        switch peek() {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func object(depth: Int) throws(Failure) -> JSONValue {
        place += 1
        var members: [JSONValue.Member] = []
        var seen: Set<String> = []
        if take("}") { return .object([]) }
        repeat {
            skipSpace()
            guard peek() == UInt8(ascii: "\"") else { throw failure("a member name was expected") }
            let name = try text()
            guard seen.insert(name).inserted else { throw failure("the field \(name) is there twice") }
            guard take(":") else { throw failure("a colon was expected") }
            members.append(JSONValue.Member(name: name, value: try value(depth: depth + 1)))
        } while take(",")
        guard take("}") else { throw failure("a comma or the end of the object was expected") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(Failure) -> JSONValue {
        place += 1
        var items: [JSONValue] = []
        if take("]") { return .array([]) }
        repeat {
            items.append(try value(depth: depth + 1))
        } while take(",")
        guard take("]") else { throw failure("a comma or the end of the array was expected") }
        return .array(items)
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(Failure) -> JSONValue {
        let end = place + word.utf8.count
        guard end <= bytes.count, bytes[place..<end].elementsEqual(word.utf8) else { throw failure("not a JSON value") }
        place = end
        return value
    }

    private mutating func number() throws(Failure) -> String {
        let start = place
        if peek() == UInt8(ascii: "-") { place += 1 }
        if peek() == UInt8(ascii: "0") { place += 1 } else { try digits() }
        if peek() == UInt8(ascii: ".") {
            place += 1
            try digits()
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            place += 1
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { place += 1 }
            try digits()
        }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private mutating func digits() throws(Failure) {
        let start = place
        while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { place += 1 }
        guard place > start else { throw failure("not a JSON value") }
    }
}

extension JSONParser {
    func peek() -> UInt8? {
        place < bytes.count ? bytes[place] : nil
    }

    mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { place += 1 }
    }

    /// Steps over white space and, if it is next, the character.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard let byte = peek(), UInt32(byte) == character.value else { return false }
        place += 1
        return true
    }
}
