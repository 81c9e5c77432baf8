// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@testable import LocalFiles

struct FileReaderTests {
    let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    // SHA-256 of "abc" (FIPS 180-4).
    private static let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    private func read(_ path: String, provenBy proof: FileProof?) throws -> String {
        let file = try File(reading: path)
        let information = try file.information()
        let reader = FileReader(file: file, path: path, information: information, proof: proof)
        var buffer = [UInt8](repeating: 0, count: 10)
        let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe reader.read(into: $0) }
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }

    @Test("Where the system has no seals, a second reading is held to the digest")
    func digestInstead() throws {
        let path = try folder.make("a.txt", Array("abc".utf8))
        #expect(try read(path, provenBy: FileProof(sha256: Self.digest, seal: nil)) == "abc")
        let other = try folder.make("b.txt", Array("abd".utf8))
        let error = try #require(throws: VideoGenerationError.self) {
            try read(other, provenBy: FileProof(sha256: Self.digest, seal: nil))
        }
        #expect(error.code == .unreadableInput)
    }

    @Test("What was too large to be inspected as a whole is read without a proof")
    func noProof() throws {
        let path = try folder.make("a.txt", Array("abc".utf8))
        #expect(try read(path, provenBy: nil) == "abc")
    }
}
