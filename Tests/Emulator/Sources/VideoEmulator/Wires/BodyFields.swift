// SPDX-License-Identifier: Apache-2.0

/// The fields of a JSON object, read one by one with an exact type; every complaint names its field.
struct BodyFields {
    private let members: [JSONValue.Member]
    private let path: [String]

    /// An object that was not sent.
    static let none = BodyFields(members: [], path: [])

    private init(members: [JSONValue.Member], path: [String]) {
        self.members = members
        self.path = path
    }

    /// Reads a body that may hold the known fields and no other.
    init(_ body: [UInt8], known: Set<String>) throws(Refusal) {
        let json: JSONValue
        do {
            json = try JSONParser.parse(body)
        } catch {
            throw .invalidBody("the body is not valid JSON: \(error.message)")
        }
        guard case .object(let members) = json else { throw .invalidBody("the body must be a JSON object") }
        try self.init(members, at: [], known: known)
    }

    /// Reads an object within a body.
    init(_ members: [JSONValue.Member], at path: [String], known: Set<String>) throws(Refusal) {
        self.init(members: members, path: path)
        if let stranger = members.first(where: { !known.contains($0.name) }) {
            throw problem(.unknown, stranger.name, "is an unknown field")
        }
    }

    /// All fields but some, as they were sent.
    func json(without names: [String]) -> JSONValue {
        .object(members.filter { !names.contains($0.name) })
    }

    /// All fields as they were sent, but for the value of one.
    func json(replacing name: String, by value: JSONValue) -> JSONValue {
        .object(members.map { $0.name == name ? .init(name: name, value: value) : $0 })
    }

    /// A string that has to be there and must not be empty.
    func requiredText(_ name: String) throws(Refusal) -> String {
        guard let text = try text(name) else { throw problem(.missing, name, "is required") }
        guard !text.isEmpty else { throw problem(.badValue, name, "must not be empty") }
        return text
    }

    /// A string, one of a few if they are given.
    func text(_ name: String, allowed: [String] = []) throws(Refusal) -> String? {
        guard let value = self[name] else { return nil }
        guard let text = value.textValue else { throw wrongType(name, value, "a string") }
        guard allowed.isEmpty || allowed.contains(text) else {
            throw problem(.badValue, name, "must be one of \(allowed.joined(separator: ", "))")
        }
        return text
    }

    /// An integer, one of a few.
    func integer(_ name: String, allowed: [Int]) throws(Refusal) -> Int? {
        guard let number = try integer(name) else { return nil }
        guard allowed.contains(number) else {
            throw problem(.badValue, name, "must be one of \(allowed.map(String.init).joined(separator: ", "))")
        }
        return number
    }

    /// An integer from a range.
    func integer(_ name: String, within range: ClosedRange<Int>) throws(Refusal) -> Int? {
        guard let number = try integer(name) else { return nil }
        guard range.contains(number) else {
            throw problem(.badValue, name, "must lie between \(range.lowerBound) and \(range.upperBound)")
        }
        return number
    }

    /// A boolean.
    func boolean(_ name: String) throws(Refusal) -> Bool? {
        guard let value = self[name] else { return nil }
        guard let flag = value.boolValue else { throw wrongType(name, value, "a boolean") }
        return flag
    }

    /// An object that may hold the known fields and no other.
    func object(_ name: String, known: Set<String>) throws(Refusal) -> BodyFields? {
        guard let value = self[name] else { return nil }
        guard case .object(let members) = value else { throw wrongType(name, value, "an object") }
        return try BodyFields(members, at: path + [name], known: known)
    }

    /// The value of a field, whatever its type.
    subscript(name: String) -> JSONValue? {
        members.first { $0.name == name }?.value
    }

    /// A complaint about a field.
    func problem(_ problem: Refusal.Field.Problem, _ name: String, _ words: String) -> Refusal {
        let path = path + [name]
        return .invalidBody("\(path.joined(separator: ".")) \(words)", field: .init(path: path, problem: problem))
    }

    private func integer(_ name: String) throws(Refusal) -> Int? {
        guard let value = self[name] else { return nil }
        guard let number = value.integerValue else { throw wrongType(name, value, "an integer") }
        return number
    }

    private func wrongType(_ name: String, _ value: JSONValue, _ wanted: String) -> Refusal {
        var found = value.kindName
        if case .number(let digits) = value { found = digits }
        return problem(.wrongType, name, "must be \(wanted), not \(found)")
    }
}
