// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import VideoGenerationCore

@Suite("A form with files")
struct MultipartFormTests {
    private func image(_ bytes: [UInt8], sha256: String? = String(repeating: "ab", count: 32)) -> Media {
        Media(location: .local(MemorySource(bytes)), mediaType: "image/png", sha256: sha256)
    }

    private func text(_ form: MultipartForm) throws -> String {
        var pass = RequestBody(form.body)
        try pass.open()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe pass.read(into: $0) }
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }

    @Test("is written as RFC 7578 says, with the file as it is, and its length is known")
    func written() throws {
        let form = MultipartForm([
            .init("prompt", "a cat"), .init("input_reference", image(Array("PNG".utf8)), fileName: "image.png"),
            .init("seconds", "4"),
        ])
        let mark = try #require(form.contentType.split(separator: "boundary=").last)
        let expected =
            "--\(mark)\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\na cat\r\n"
            + "--\(mark)\r\nContent-Disposition: form-data; name=\"input_reference\"; filename=\"image.png\"\r\n"
            + "Content-Type: image/png\r\n\r\nPNG\r\n"
            + "--\(mark)\r\nContent-Disposition: form-data; name=\"seconds\"\r\n\r\n4\r\n--\(mark)--\r\n"
        #expect(try text(form) == expected)
        #expect(form.body.byteCount == expected.utf8.count)
        #expect(mark.utf8.count <= 70)
    }

    @Test("the same form is the same bytes each time, and a plan shows files by size and digest")
    func same() throws {
        let form = MultipartForm([.init("prompt", "a"), .init("image", image([1, 2]), fileName: "x.png")])
        #expect(try text(form) == text(form))
        let digest = String(repeating: "ab", count: 32)
        #expect(form.outline.text == #"{"prompt":"a","image":{"bytes":2,"sha256":"\#(digest)"}}"#)
    }

    @Test("nothing that a prompt says is taken for the end of its field")
    func injection() throws {
        let plain = MultipartForm([.init("prompt", "a"), .init("image", image([1]), fileName: "x.png")])
        let mark = try #require(plain.contentType.split(separator: "boundary=").last)
        let hostile = MultipartForm([
            .init("prompt", "a\r\n--\(mark)\u{301}--\r\n"), .init("image", image([1]), fileName: "x.png"),
        ])
        let other = try #require(hostile.contentType.split(separator: "boundary=").last)
        #expect(other != mark)
        #expect(try text(hostile).components(separatedBy: "--\(other)").count == 4)
    }

    @Test("a name cannot leave its quotation marks")
    func names() throws {
        let text = try text(MultipartForm([.init("a\"\r\nX: y", "b")]))
        #expect(text.contains("name=\"a%22%0D%0AX: y\""))
    }

    @Test("a picture at a URL is sent as its address")
    func remote() throws {
        let form = MultipartForm([.init("image", try Samples.remoteImage(), fileName: "x.png")])
        #expect(try !text(form).contains("filename"))
    }
}

extension String {
    fileprivate func components(separatedBy mark: String) -> [Substring] {
        split(separator: mark, omittingEmptySubsequences: false)
    }
}
