// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

struct MultipartFormTests {
    private func form(_ body: String, _ contentType: String = "multipart/form-data; boundary=b1") -> MultipartForm? {
        MultipartForm(Array(body.utf8), contentType: contentType)
    }

    @Test(arguments: [
        "multipart/form-data; boundary=b1", "multipart/form-data; charset=utf-8; boundary=\"b1\"",
        "multipart/form-data; BOUNDARY=b1",
    ])
    func `texts and files keep their names and bytes`(contentType: String) throws {
        let body =
            "--b1\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\nwaves\r\n--b2\r\n--b1\r\n"
            + "content-type: image/png\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a b.png\"\r\n\r\n"
            + "\r\n\r\n--b1--\r\n"
        let fields = try #require(form(body, contentType)).fields
        #expect(fields.map(\.name) == ["prompt", "file"])
        #expect(fields.map(\.fileName) == [nil, "a b.png"])
        #expect(fields.map { String(decoding: $0.content, as: UTF8.self) } == ["waves\r\n--b2", "\r\n"])
    }

    @Test func `a form may be empty`() {
        #expect(form("--b1--\r\n")?.fields.isEmpty == true)
    }

    @Test(arguments: [
        "", "--b1", "--b1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nwaves",
        "--b1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nwaves\r\n--b1\r\n",
        "--b1\r\nContent-Disposition: form-data\r\n\r\nwaves\r\n--b1--", "--b1\r\nwaves\r\n--b1--",
    ])
    func `a body that is cut or has no names is no form`(body: String) {
        #expect(form(body) == nil)
    }

    @Test func `a form needs a boundary`() {
        #expect(form("--b1--\r\n", "multipart/form-data") == nil)
        #expect(MultipartForm([], contentType: nil) == nil)
    }
}
