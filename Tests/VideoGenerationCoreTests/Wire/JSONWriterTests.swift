// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct JSONWriterTests {
    @Test("Members keep the order they are given in, duplicates included")
    func order() {
        let json = JSON.object([("z", .integer(1)), ("a", .null), ("z", .array([.bool(true), .number(0.5)]))])
        #expect(json.text == #"{"z":1,"a":null,"z":[true,0.5]}"#)
        #expect(json.body.segments.count == 1)
    }

    @Test(
        "Numbers are written so that JSON can read them",
        arguments: [
            (.integer(0), "0"), (.integer(.min), "-9223372036854775808"), (.number(0.1), "0.1"), (.number(8), "8.0"),
            (.number(1e300), "1e+300"), (.number(.leastNonzeroMagnitude), "5e-324"), (.number(.nan), "null"),
            (.number(.infinity), "null"),
        ] as [(JSON, String)])
    func numbers(value: JSON, text: String) {
        #expect(value.text == text)
        #expect(JSON(parsing: Array(text.utf8)) != nil)
    }

    @Test("Everything that a terminal would obey is escaped, and nothing else beyond ASCII")
    func controls() throws {
        let directions: [UInt32] = [0x061C, 0x200E, 0x200F] + Array(0x2028...0x202E) + Array(0x2066...0x2069)
        for code in Array(0...0x2FF) + directions + [0x2010, 0x2070, 0xFFFF, 0x1F6A2, 0x10FFFF] {
            let scalar = try #require(Unicode.Scalar(code))
            let text = JSON.string(String(scalar)).text
            if code < 0x20 || (0x7F...0x9F).contains(code) || directions.contains(code) || scalar == "\""
                || scalar == "\\"
            {
                #expect(text.utf8.count > 3 && text.utf8.allSatisfy { (0x20...0x7E).contains($0) })
            } else {
                #expect(text == "\"\(scalar)\"")
            }
            #expect(JSON(parsing: Array(text.utf8))?.string == String(scalar))
        }
    }

    @Test("An image is a segment of its own between two quotation marks")
    func media() throws {
        let source = MemorySource(Array(0..<100))
        let json = JSON.object([("image", .media(Media(location: .local(source), sha256: "ab"))), ("n", .integer(1))])
        let body = json.body
        #expect(body.segments.count == 3)
        guard case .bytes(let before) = body.segments[0], case .base64(let middle) = body.segments[1],
            case .bytes(let after) = body.segments[2]
        else {
            Issue.record("unexpected segments")
            return
        }
        #expect(String(decoding: before, as: UTF8.self) == #"{"image":""#)
        #expect(middle.byteCount == 100)
        #expect(String(decoding: after, as: UTF8.self) == #"","n":1}"#)
        #expect(body.byteCount == before.count + 136 + after.count)
        #expect(json.text == #"{"image":{"bytes":100,"sha256":"ab"},"n":1}"#)
    }

    @Test("An image behind a URL is its address")
    func remoteMedia() throws {
        let json = JSON.media(try Samples.remoteImage())
        #expect(json.text == #""https://example.com/cat.png""#)
        #expect(json.body.byteCount == json.text.utf8.count)
    }

    @Test(
        "The length of base64 counts its padding",
        arguments: [(0, 0), (1, 4), (2, 4), (3, 4), (4, 8), (20 << 20, 27_962_028)])
    func base64Length(bytes: Int, length: Int) {
        #expect(HTTPBody.Segment.base64(Samples.Unread(byteCount: bytes)).byteCount == length)
    }

    @Test("An empty body has no segment and no byte")
    func empty() {
        #expect(HTTPBody.empty.byteCount == 0)
        #expect(HTTPBody.empty.segments.isEmpty)
    }

    @Test("A picture can be written as a data URI, streamed; a URL stays as it is")
    func dataURI() throws {
        let media = Media(location: .local(MemorySource([1, 2, 3])), mediaType: "image/png", sha256: "ab")
        let json = JSON.object([("image", .dataURI(media))])
        let segments = json.body.segments.map { segment in
            switch segment {
            case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
            case .raw(let source), .base64(let source): "<\(source.byteCount)>"
            }
        }
        #expect(segments == [#"{"image":"data:image/png;base64,"#, "<3>", #""}"#])
        #expect(json.text == #"{"image":{"bytes":3,"sha256":"ab"}}"#)
        let remote = try Samples.remoteImage()
        #expect(JSON.dataURI(remote).text == JSON.media(remote).text)
    }
}
