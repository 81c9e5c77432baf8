// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import VideoGenerationCore

@Suite("A request's body, read in portions")
struct RequestBodyTests {
    /// Base64 as the RFC describes it, one character at a time.
    static func reference(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start...].prefix(3)
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 { text.append(place <= group.count ? alphabet[bits >> (18 - 6 * place) & 63] : "=") }
        }
        return text
    }

    /// Reads a whole body in portions of `room` bytes.
    private static func read(_ body: HTTPBody, room: Int) throws -> String {
        var pass = RequestBody(body)
        try pass.open()
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: room)
        while true {
            let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe pass.read(into: $0) }
            if count == 0 { break }
            all += buffer.prefix(count)
        }
        #expect(pass.handedOver == all.count)
        return String(decoding: all, as: UTF8.self)
    }

    @Test(
        "base64 gives the RFC's known answers",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func knownAnswers(_ plain: String, _ encoded: String) throws {
        #expect(try Self.read(HTTPBody([.base64(MemorySource(Array(plain.utf8)))]), room: 100) == encoded)
    }

    @Test(
        "base64 is right for every length up to 200, however small the portions",
        arguments: [1, 2, 3, 4, 5, 7, 64, 999])
    func allLengths(_ room: Int) throws {
        for length in 0...200 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ length) }
            let source = SlowSource(bytes: bytes, portion: 1 + length % 5)
            let body = HTTPBody([.bytes([0x22]), .base64(source), .bytes([0x22])])
            let text = try Self.read(body, room: room)
            #expect(text == "\"\(Self.reference(bytes))\"")
            #expect(text.utf8.count == body.byteCount)
        }
    }

    @Test("a portion that ends within a group of characters leaves the whole group to the next one")
    func wholeGroups() throws {
        var pass = RequestBody(HTTPBody([.bytes([0x22]), .base64(MemorySource(Array("foobar".utf8)))]))
        try pass.open()
        var portions: [String] = []
        var buffer = [UInt8](repeating: 0, count: 7)
        while portions.count < 9 {
            let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe pass.read(into: $0) }
            if count == 0 { break }
            portions.append(String(decoding: buffer.prefix(count), as: UTF8.self))
        }
        #expect(portions == ["\"Zm9v", "YmFy"])
    }

    @Test("bytes as they are come in one piece with what stands around them", arguments: [1, 3, 7, 999])
    func raw(_ room: Int) throws {
        let text = String(repeating: "0123456789", count: 30)
        let source = SlowSource(bytes: Array(text.utf8), portion: 7)
        let body = HTTPBody([.bytes([0x3C]), .raw(source), .raw(MemorySource([])), .bytes([0x3E])])
        #expect(try Self.read(body, room: room) == "<\(text)>")
        #expect(body.byteCount == 302)
    }

    @Test("base64 uses all 64 characters in their places")
    func allPairs() throws {
        var bytes: [UInt8] = []
        for pair in 0..<4096 { bytes += [UInt8(pair >> 4), UInt8(truncatingIfNeeded: pair << 4), 0] }
        #expect(try Self.read(HTTPBody([.base64(MemorySource(bytes))]), room: 1000) == Self.reference(bytes))
    }
}

/// Gives at most so many bytes a read.
private struct SlowSource: ByteSource {
    let bytes: [UInt8]
    let portion: Int

    var byteCount: Int { bytes.count }

    func open() -> any ByteReader {
        Reader(rest: bytes[...], portion: portion)
    }

    private final class Reader: ByteReader {
        var rest: ArraySlice<UInt8>
        let portion: Int

        init(rest: ArraySlice<UInt8>, portion: Int) {
            self.rest = rest
            self.portion = portion
        }

        func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
            let part = rest.prefix(min(buffer.count, portion))
            unsafe buffer.copyBytes(from: part)
            rest = rest.dropFirst(part.count)
            return part.count
        }
    }
}
