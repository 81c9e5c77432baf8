// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Every sandbox is searched for the key; these show that the search finds it.
@Suite("The search for the key")
struct CanaryTests {
    @Test(
        "finds it raw, in base64 wherever it stands, escaped for a URL or in JSON, and reversed",
        arguments: ["raw", "base64", "base64 after one", "base64 after two", "percent", "JSON", "reversed"])
    func forms(form: String) throws {
        let key = Canary.key
        let text =
            switch form {
            case "raw": "Bearer \(key)\n"
            case "base64": Data("Bearer \(key)!".utf8).base64EncodedString()
            case "base64 after one": Data("a\(key)".utf8).base64EncodedString()
            case "base64 after two": Data("aa\(key)bbb".utf8).base64EncodedString()
            case "percent": key.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            case "JSON": String(decoding: try JSONEncoder().encode(["key": key]), as: UTF8.self)
            default: String(key.reversed())
            }
        let folder = try makeFolder("canary")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("nothing".utf8).write(to: URL(filePath: folder + "/a"))
        #expect(Canary.keys(in: folder).isEmpty)
        try Data(text.utf8).write(to: URL(filePath: folder + "/.b"))
        #expect(Canary.keys(in: folder) == [".b"])
    }
}
