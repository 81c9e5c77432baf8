// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@testable import LocalFiles

struct DataURITests {
    @Test(
        "A data URI gives its bytes",
        arguments: [
            ("data:;base64,", "Zg==", "f"), ("data:image/png;base64,", "Zm8=", "fo"),
            ("DATA:Image/PNG;name=a.png;BASE64,", "Zm9v", "foo"),
            ("data:text/plain;charset=utf-8;base64,", "Zm9vYg==", "foob"),
            ("data:;base64,", "Zm9v\r\nYmFy\n", "foobar"), ("data:;base64,", " Z g = =\t", "f"),
        ])
    func good(head: String, content: String, text: String) throws {
        #expect(try DataURI.decode(head + content, byteCeiling: 100) == Array(text.utf8))
    }

    @Test(
        "What is no base64 data URI is refused without being quoted",
        arguments: [
            "data:", "data:image/png", "data:,secret", "data:image/png,secret", "data:;base64x,Zg==",
            "image;base64,Zg==",
            "data:;base64,", "data:;base64,  ", "data:;base64,Zg", "data:;base64,Zg=", "data:;base64,Zg===",
            "data:;base64,Z",
            "data:;base64,====", "data:;base64,=Zg=", "data:;base64,Zg==Zg==", "data:;base64,Zh==", "data:;base64,Zm9=",
            "data:;base64,Zm-v", "data:;base64,Zm_v", "data:;base64,Zm9v%0A", "data:;base64,Zm9v,",
            "data:;base64,Zm9v\u{E9}",
            "data:;base64,Zm9v\0", "data:;base64,Zm9v#secret",
        ])
    func bad(text: String) throws {
        let error = try #require(throws: VideoGenerationError.self) { try InputInspector().inspect(.dataURI(text)) }
        #expect(error.code == .invalidInput)
        #expect(!error.message.contains("secret"))
    }

    @Test("A content above the ceiling is refused before it is decoded")
    func ceiling() throws {
        let text = "data:;base64," + String(repeating: "!", count: 4000)
        let error = try #require(throws: VideoGenerationError.self) { try DataURI.decode(text, byteCeiling: 2999) }
        #expect(error.message.contains("more than 2999 bytes"))
    }

    @Test("An image in a data URI is inspected like a file, whatever type it declares")
    func image() throws {
        // The first 24 bytes of a PNG of 1 by 1 pixels, and one more.
        let uri = "data:text/plain;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCA=="
        let media = try InputInspector().inspect(MediaInput(uri))
        #expect(media.mediaType == "image/png")
        #expect(media.pixels == PixelSize(width: 1, height: 1))
        #expect(media.byteCount == 25)
    }
}
