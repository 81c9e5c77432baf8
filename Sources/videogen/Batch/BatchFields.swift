// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

/// The members of a line that are not read yet: what is left in the end was not understood.
struct BatchFields {
    private var rest: [String: JSON] = [:]

    init(_ members: [(name: String, value: JSON)]) throws(VideoGenerationError) {
        for (name, value) in members where rest.updateValue(value, forKey: name) != nil {
            throw .usage("the key \"\(name)\" is there twice")
        }
    }

    /// Refuses what was not read.
    func finish() throws(VideoGenerationError) {
        guard let name = rest.keys.min() else { return }
        let isOfCommand = ["output", "request_id", "json", "detach", "no_download", "wait_timeout"].contains(name)
        throw .usage(
            isOfCommand
                ? "the key \"\(name)\" is not one of a line: the id is the request id, and the rest is the command's"
                : "the key \"\(name)\" is not known")
    }

    /// `null` counts as absent.
    private mutating func take(_ name: String) -> JSON? {
        if case .null? = rest[name] { return rest.removeValue(forKey: name).flatMap { _ in nil } }
        return rest.removeValue(forKey: name)
    }

    mutating func text(_ name: String) throws(VideoGenerationError) -> String? {
        guard let value = take(name) else { return nil }
        guard let text = value.string else { throw .usage("\"\(name)\" has to be a text") }
        return text
    }

    /// A text, or an array of texts.
    mutating func texts(_ name: String) throws(VideoGenerationError) -> [String] {
        switch take(name) {
        case nil: return []
        case .string(let text)?: return [text]
        case .array(let elements)?:
            let texts = elements.compactMap(\.string)
            if texts.count == elements.count { return texts }
        default: break
        }
        throw .usage("\"\(name)\" has to be a text, or an array of texts")
    }

    mutating func number(_ name: String) throws(VideoGenerationError) -> Double? {
        switch take(name) {
        case nil: nil
        case .integer(let integer)?: Double(integer)
        case .number(let number)?: number
        default: throw .usage("\"\(name)\" has to be a number")
        }
    }

    mutating func flag(_ name: String) throws(VideoGenerationError) -> Bool? {
        switch take(name) {
        case nil: nil
        case .bool(let flag)?: flag
        default: throw .usage("\"\(name)\" has to be true or false")
        }
    }

    /// An object of texts, numbers and flags.
    mutating func pairs(_ name: String) throws(VideoGenerationError) -> [String: OptionValue] {
        guard let value = take(name) else { return [:] }
        guard case .object(let members) = value else { throw .usage("\"\(name)\" has to be an object") }
        var pairs: [String: OptionValue] = [:]
        for (key, value) in members {
            guard let scalar = value.scalar else {
                throw .usage("\"\(key)\" in \"\(name)\" has to be a text, a number, or true or false")
            }
            guard !key.isEmpty, pairs.updateValue(scalar, forKey: key) == nil else {
                throw .usage("\"\(name)\" has the key \"\(key)\" twice, or it is empty")
            }
        }
        return pairs
    }

    /// `RULE` or `OPTION=RULE`, several of them, or an object of options and their rules.
    mutating func pairsOrWord(_ name: String) throws(VideoGenerationError) -> [String] {
        if case .object? = rest[name] {
            return try pairs(name).map { "\($0)=\($1)" }.sorted()
        }
        return try texts(name)
    }

    /// The options, by the names that `generate` has for them.
    mutating func options() throws(VideoGenerationError) -> [OptionName: OptionValue] {
        var options: [OptionName: OptionValue] = [:]
        for (name, kind) in Self.kinds {
            guard let value = take(name.rawValue) else { continue }
            guard let scalar = value.scalar, kind.holds(scalar) else {
                throw .usage("\"\(name.rawValue)\" has to be \(kind.rawValue)")
            }
            options[name] = scalar
        }
        for (key, value) in try pairs("option") {
            guard options.updateValue(value, forKey: OptionName(rawValue: key)) == nil else {
                throw .usage("the option \"\(key)\" is there twice")
            }
        }
        return options
    }

    private enum Kind: String {
        case text = "a text"
        case number = "a number"
        case integer = "a whole number"
        case flag = "true or false"

        func holds(_ value: OptionValue) -> Bool {
            switch (self, value) {
            case (.text, .text), (.number, .number), (.number, .integer), (.integer, .integer), (.flag, .flag): true
            default: false
            }
        }
    }

    private static let kinds: [(OptionName, Kind)] = [
        (.duration, .number), (.resolution, .text), (.aspectRatio, .text), (.samples, .integer), (.audio, .flag),
        (.negativePrompt, .text), (.seed, .integer), (.personGeneration, .text),
    ]
}

extension JSON {
    /// The value of an option; nil for anything else.
    fileprivate var scalar: OptionValue? {
        switch self {
        case .string(let text): .text(text)
        // 4.0 is written by programs that mean 4.
        case .number(let number): Int(exactly: number).map(OptionValue.integer) ?? .number(number)
        case .integer(let integer): .integer(integer)
        case .bool(let flag): .flag(flag)
        default: nil
        }
    }
}
