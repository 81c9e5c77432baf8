// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct ModelIDTests {
    @Test(
        "A name is a surface and a model, split at the first slash",
        arguments: [
            ("a/b", "a", "b"), ("a/b/c", "a", "b/c"), ("highway/veo-3.1-lite", "highway", "veo-3.1-lite"),
            ("a//", "a", "/"),
        ])
    func good(text: String, surface: String, model: String) throws {
        let id = try #require(ModelID(text))
        #expect(id == ModelID(surface: surface, model: model))
        #expect(id.description == text)
        let data = try JSONEncoder().encode([id])
        #expect(try JSONDecoder().decode([ModelID].self, from: data) == [id])
    }

    @Test("A name with a missing part is none", arguments: ["", "/", "a", "a/", "/b"])
    func bad(text: String) {
        #expect(ModelID(text) == nil)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([ModelID].self, from: Data("[\"\(text)\"]".utf8))
        }
    }
}
