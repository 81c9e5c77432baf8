// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension ProviderRule {
    static let reading = [
        Definition("a reply is read the same, however it is spelled") { bench in
            for sample in bench.allSamples {
                let whole = bench.summary(of: sample)
                for spelling in sample.spellings(id: bench.samples.id) {
                    let read = bench.summary(of: sample, body: Array(spelling.text.utf8))
                    // An envelope may be told from a gateway's by a member that is there, be it null.
                    let isHidden = spelling.isOmission && sample.isRefusal && read == saysNothing
                    bench.expect(
                        read == whole || isHidden,
                        "\(sample.name), with \(spelling.what), is read as \(read), not as \(whole): \(spelling.advice)."
                    )
                }
            }
        },
        Definition("what is no JSON says nothing") { bench in
            var generator = SeededGenerator(seed: 1)
            for sample in bench.allSamples where sample.json != nil {
                for body in sample.damagedBodies(using: &generator) {
                    let read = bench.summary(of: sample, body: body)
                    guard JSON(parsing: body) == nil, read != saysNothing else { continue }
                    let shown = JSON.string(String(decoding: body.prefix(80), as: UTF8.self)).text
                    bench.report(
                        "a damaged reply (\(shown)) is read as \(read): read a whole JSON text by JSON(parsing:), or nothing."
                    )
                }
            }
        },
        Definition("no value in a reply makes something of nothing") { bench in
            for sample in bench.allSamples {
                guard let json = sample.json else { continue }
                for leaf in json.leaves {
                    for value in Self.oddValues { bench.expectNoOtherTask(in: sample, leaf, value) }
                }
            }
        },
    ]

    /// What nobody expects. Numbers that an `Int` does not hold stop a process that converts them.
    private static let oddValues = [
        "null", "true", "[]", "{}", "\"\"", "0", "-1", "1e999", "-1e999", "9223372036854775807", "-9223372036854775808",
        "99999999999999999999", "1e-400", "[null]", "{\"a\":null}", "\"\\u0000\"", "\"NaN\"", "\"-1e999\"",
        "\"\(String(repeating: "x", count: 5_000))\"",
    ]
}

extension ProviderBench {
    /// Notes a submission that is accepted although `leaf` was its id, and is not any more.
    fileprivate func expectNoOtherTask(in sample: Sample, _ leaf: JSON.Leaf, _ value: String) {
        guard let json = sample.json, let value = JSON(parsing: Array(value.utf8)) else { return }
        let body = Array(json.replacing(leaf.steps, with: value).text.utf8)
        // Status replies are read for the sake of what must not stop the process.
        guard sample.isSubmission else { return _ = summary(of: sample, body: body) }
        let reply = sample.reply.reply(body)
        let outcome = SubmitOutcome(judging: .reply(reply), reading: readSubmit)
        guard case .accepted = outcome, let read = readSubmit(reply).remoteID, read != samples.id, value.string == nil,
            !value.isNumber
        else { return }
        report(
            "with \(value.text) for \(leaf.path), a submission is accepted under the id \"\(read)\": read the id as a string."
        )
    }
}

extension ProviderBench.Sample {
    /// Another way to say the same.
    struct Spelling {
        let what: String
        let text: String
        let advice: String
        var isOmission = false
    }

    /// Ways to say the same that services use.
    fileprivate func spellings(id: String) -> [Spelling] {
        guard let json else { return [] }
        let lookUp = "look members up by their names"
        let news: [(name: String, value: JSON)] = [
            ("zz_null", .null), ("zz_new", .object([("zz", .array([.integer(1)]))])),
        ]
        return [
            Spelling(
                what: "its members in reverse order", text: json.changingMembers { $0.reversed() }.text, advice: lookUp),
            Spelling(
                what: "members that are new", text: json.changingMembers { news + $0 + news.reversed() }.text,
                advice: "ignore members that are not documented"),
            Spelling(
                what: "spaces and line breaks", text: json.spacedText,
                advice: "read JSON by JSON(parsing:), not as text"),
            Spelling(
                what: "a byte order mark", text: "\u{FEFF}" + json.text,
                advice: "read JSON by JSON(parsing:), not as text"),
        ] + json.leaves.compactMap { $0.otherSpelling(of: json, id: id) }
    }

    /// The sample cut off, with bytes that are changed, put in or left out, and texts that are made to hurt.
    fileprivate func damagedBodies(using generator: inout some RandomNumberGenerator) -> [[UInt8]] {
        let whole = Array(reply.text.utf8)
        let hostile = [
            String(repeating: "[", count: 20_000), String(repeating: "{\"a\":", count: 20_000), reply.text + reply.text,
            reply.text + "<html>", "<!--" + reply.text, "callback(\(reply.text))",
        ].map { Array($0.utf8) }
        let random = (0..<160).map { number in
            var body = whole
            for _ in 0...(number % 4) where !body.isEmpty {
                let place = Int.random(in: 0..<body.count, using: &generator)
                switch number % 3 {
                case 0: body[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                case 1: body.insert(UInt8.random(in: 0...255, using: &generator), at: place)
                default: body.remove(at: place)
                }
            }
            return body
        }
        return whole.indices.map { Array(whole.prefix($0)) } + hostile + random
    }
}

extension JSON.Leaf {
    /// `json` with this value as the other kind of scalar, or left out if it is null; nil if that is not harmless.
    fileprivate func otherSpelling(of json: JSON, id: String) -> ProviderBench.Sample.Spelling? {
        func with(_ other: JSON?) -> String { json.replacing(steps, with: other).text }
        let advice = "read \(path) with lenientNumber or lenientString, because services write \"3600\" and 3600"
        switch value {
        case .integer, .number:
            return .init(what: "\(path) as a string", text: with(value.lenientString.map(JSON.string)), advice: advice)
        case .string(let text) where text != id:
            guard let number = Int(text), String(number) == text else { return nil }
            return .init(what: "\(path) as a number", text: with(.integer(number)), advice: advice)
        case .null:
            return .init(
                what: "no \(path) instead of null", text: with(nil), advice: "take null for absent", isOmission: true)
        default: return nil
        }
    }
}
