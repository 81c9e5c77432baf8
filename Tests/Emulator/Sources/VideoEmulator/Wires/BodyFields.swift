// SPDX-License-Identifier: Apache-2.0

/// The fields of a flat JSON body, read one by one with an exact type; every complaint names its field.
struct BodyFields {
    private let members: [JSONValue.Member]

    /// Reads a body that may hold the known fields and no other.
    init(_ body: [UInt8], known: Set<String>) throws(Refusal) {
        let json: JSONValue
        do {
            json = try JSONParser.parse(body)
        } catch {
            throw .invalidBody("the body is not valid JSON: \(error.message)")
        }
        guard case .object(let members) = json else { throw .invalidBody("the body must be a JSON object") }
        if let stranger = members.first(where: { !known.contains($0.name) }) {
            throw .invalidBody("unknown field \(stranger.name)")
        }
        self.members = members
    }

    /// All fields but one, as they were sent.
    func json(without name: String) -> JSONValue {
        .object(members.filter { $0.name != name })
    }

    /// A string that has to be there and must not be empty.
    func requiredText(_ name: String) throws(Refusal) -> String {
        guard let text = try text(name) else { throw .invalidBody("\(name) is required") }
        guard !text.isEmpty else { throw .invalidBody("\(name) must not be empty") }
        return text
    }

    /// A string, one of a few if they are given.
    func text(_ name: String, allowed: [String] = []) throws(Refusal) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.textValue else { throw wrongType(name, value, "a string") }
        guard allowed.isEmpty || allowed.contains(text) else {
            throw .invalidBody("\(name) must be one of \(allowed.joined(separator: ", "))")
        }
        return text
    }

    /// An integer, one of a few.
    func integer(_ name: String, allowed: [Int]) throws(Refusal) -> Int? {
        guard let number = try integer(name) else { return nil }
        guard allowed.contains(number) else {
            throw .invalidBody("\(name) must be one of \(allowed.map(String.init).joined(separator: ", "))")
        }
        return number
    }

    /// An integer from a range.
    func integer(_ name: String, within range: ClosedRange<Int>) throws(Refusal) -> Int? {
        guard let number = try integer(name) else { return nil }
        guard range.contains(number) else {
            throw .invalidBody("\(name) must lie between \(range.lowerBound) and \(range.upperBound)")
        }
        return number
    }

    /// A boolean.
    func boolean(_ name: String) throws(Refusal) -> Bool? {
        guard let value = value(name) else { return nil }
        guard let flag = value.boolValue else { throw wrongType(name, value, "a boolean") }
        return flag
    }

    private func integer(_ name: String) throws(Refusal) -> Int? {
        guard let value = value(name) else { return nil }
        guard let number = value.integerValue else { throw wrongType(name, value, "an integer") }
        return number
    }

    private func value(_ name: String) -> JSONValue? {
        members.first { $0.name == name }?.value
    }

    private func wrongType(_ name: String, _ value: JSONValue, _ wanted: String) -> Refusal {
        var found = value.kindName
        if case .number(let digits) = value { found = digits }
        return .invalidBody("\(name) must be \(wanted), not \(found)")
    }
}
