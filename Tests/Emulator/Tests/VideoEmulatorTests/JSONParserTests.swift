// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

struct JSONParserTests {
    @Test(arguments: [
        #"{"a":1,"b":[true,false,null,"x"],"c":{}}"#, "[]", "0", "-12.5e+3", #""\"\\\n""#,
    ])
    func `a value is written again as it was read`(text: String) throws {
        #expect(try JSONParser.parse(Array(text.utf8)).serialized == text)
    }

    @Test(arguments: [
        "", "{", "[1,]", #"{"a":1,}"#, "01", "+1", "1.", ".5", "1e", "tru", #""abc"#, "\"a\nb\"", #""\x""#,
        #""\ud800""#, #""\udc00\ud800""#, #""\u12g4""#, "1 2", #"{"a":1,"a":2}"#, "{1:2}", "NaN",
        String(repeating: "[", count: 100),
    ])
    func `a text that is not strict JSON is refused`(text: String) {
        #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(Array(text.utf8)) }
    }

    @Test func `escapes are undone`() throws {
        #expect(try JSONParser.parse(Array(#""\u00e9\ud83d\ude00\/a""#.utf8)) == "é😀/a")
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: JSONParser.Failure.self) { try JSONParser.parse([0x22, 0xFF, 0x22]) }
    }

    @Test func `a number keeps its spelling`() throws {
        #expect(try JSONParser.parse(Array("8.0".utf8)).integerValue == nil)
        #expect(try JSONParser.parse(Array("8".utf8)).integerValue == 8)
    }
}
