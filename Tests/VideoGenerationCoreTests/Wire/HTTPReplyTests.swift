// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct HTTPReplyTests {
    static func fields(_ header: String) -> [String] {
        HTTPReply(status: 200, rawHeader: Array(header.utf8)).headerFields.map { "\($0.name.rawName)=\($0.value)" }
    }

    @Test(
        "Fields are read from lines, and what is no field is passed over",
        arguments: [
            ("", []), ("\r\n", []), ("A: 1\r\n", ["A=1"]), ("A: 1\nB:2", ["A=1", "B=2"]), ("A:\t 1 \t\r\n", ["A=1"]),
            ("A: 1\r\nA: 2\r\n", ["A=1", "A=2"]), ("A: b: c\r\n", ["A=b: c"]), ("A:\r\n", ["A="]),
            ("no colon\r\nA: 1\r\n", ["A=1"]),
            ("A: 1\r\n folded: x\r\nB: 2\r\n", ["A=1", "B=2"]), (": empty\r\n", []), ("A b: 1\r\n", []),
            ("A : 1\r\n", []),
            (":status: 200\r\n", []), ("\u{E4}: 1\r\n", []), ("A: 1\r\n\r\nB: 2\r\n", ["A=1", "B=2"]),
        ] as [(String, [String])])
    func lines(header: String, fields: [String]) {
        #expect(Self.fields(header) == fields)
    }

    @Test("A field is found whatever its case")
    func cases() {
        let reply = HTTPReply(status: 200, rawHeader: Array("rETRY-aFTER: 5\r\n".utf8))
        #expect(reply.headerFields[.retryAfter] == "5")
    }

    @Test("Any bytes in a header trap nowhere")
    func noise() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<2000 {
            let count = Int.random(in: 0..<60, using: &random)
            let bytes = (0..<count).map { _ in
                Bool.random(using: &random)
                    ? UInt8.random(in: .min ... .max, using: &random)
                    : UInt8(ascii: "A: \r\nb".unicodeScalars.randomElement(using: &random) ?? " ")
            }
            let reply = HTTPReply(status: 200, rawHeader: bytes)
            #expect(reply.headerFields.allSatisfy { !$0.value.utf8.contains(0x0A) && !$0.value.utf8.contains(0x00) })
        }
    }

    @Test(
        "Success is 200 to 299",
        arguments: [(199, false), (200, true), (204, true), (299, true), (300, false), (500, false)])
    func success(status: Int, isSuccess: Bool) {
        #expect(HTTPReply(status: status).isSuccess == isSuccess)
    }
}
