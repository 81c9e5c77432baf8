// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct JSONMutationTests {
    static let document = Array(
        #"""
        {"task":{"task_id":"6a1e","status":"TASK_STATUS_SUCCEED","reason":"","eta":0,"progress_percent":1.5e1},
        "videos":[{"video_url":"https:\/\/x.example\/a?b=c&d=\u00e9\ud83c\udfac","video_url_ttl":"3600","n":null}],
        "images":[],"audios":null,"extra":{"seed":"-1","ok":true,"bad":false,"list":[1,-2,[3.25,[]],{}]},"é":"日本"}
        """#.utf8)

    @Test("A text that is cut at any byte is no JSON")
    func cut() {
        #expect(JSON(parsing: Self.document) != nil)
        for length in 0..<Self.document.count {
            #expect(JSON(parsing: Array(Self.document.prefix(length))) == nil)
        }
    }

    @Test("Twenty thousand mutations trap nowhere, and what is read can be written and read again", arguments: 0..<4)
    func mutations(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let interesting = Array("{}[],:\"\\u0e+-.tfn \u{0}\u{7F}".utf8) + [0xC3, 0xED, 0xFF, 0xEF]
        var accepted = 0
        for _ in 0..<5000 {
            var bytes = Self.document
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                let position = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes[position] = UInt8.random(in: .min ... .max, using: &random)
                case 1: bytes[position] = interesting.randomElement(using: &random) ?? 0
                case 2: bytes.insert(interesting.randomElement(using: &random) ?? 0, at: position)
                case 3: bytes.removeSubrange(position..<min(bytes.count, position + 3))
                default:
                    let end = min(bytes.count, position + 40)
                    bytes.insert(contentsOf: bytes[position..<end], at: Int.random(in: 0...bytes.count, using: &random))
                }
                if bytes.isEmpty { bytes = [0x20] }
            }
            guard let json = JSON(parsing: bytes) else { continue }
            accepted += 1
            let text = json.text
            #expect(JSON(parsing: Array(text.utf8))?.text == text)
        }
        #expect(accepted > 100)
    }

    @Test("Random values are written and read again without a change")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            let text = Self.randomValue(depth: 0, using: &random).text
            #expect(try #require(JSON(parsing: Array(text.utf8))).text == text)
        }
    }

    private static func randomValue(depth: Int, using random: inout SeededGenerator) -> JSON {
        switch Int.random(in: 0..<(depth < 5 ? 8 : 5), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .integer(Int.random(in: .min ... .max, using: &random))
        case 3:
            let number = Double(bitPattern: random.next())
            return .number(number.isFinite ? number : 0.5)
        case 4: return .string(randomText(using: &random))
        case 5:
            let count = Int.random(in: 0..<4, using: &random)
            return .array((0..<count).map { _ in randomValue(depth: depth + 1, using: &random) })
        default:
            let count = Int.random(in: 0..<4, using: &random)
            return .object(
                (0..<count).map { _ in
                    (randomText(using: &random), randomValue(depth: depth + 1, using: &random))
                })
        }
    }

    private static func randomText(using random: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0..<8, using: &random) {
            let limit: UInt32 = Bool.random(using: &random) ? 0x80 : 0x11_0000
            if let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &random)) {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
