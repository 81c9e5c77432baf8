// SPDX-License-Identifier: Apache-2.0
#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The package's own files, found from where this one lies.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// The Markdown files that people read: at the root, in `docs`, and in documentation catalogs.
    static func pages() throws -> [String] {
        let files = FileManager.default
        let top = try files.contentsOfDirectory(atPath: root).filter { $0.hasSuffix(".md") }
        let below = try ["docs", "Sources"].flatMap { folder in
            try files.subpathsOfDirectory(atPath: "\(root)/\(folder)").filter { $0.hasSuffix(".md") }
                .map { "\(folder)/\($0)" }
        }
        return (top + below).sorted()
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(root)/\(path)")
    }

    /// The compiled examples by name: the lines between `// example: NAME` and `// end`, without common indentation. Of
    /// several parts with one name the whole is made, with an empty line between them.
    static func examples() throws -> [String: String] {
        var examples: [String: String] = [:]
        let folder = "Tests/DocumentationTests/Examples"
        for file in try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)").sorted() {
            var part: (name: String, lines: [String])?
            for line in try text("\(folder)/\(file)").lines {
                let words = line.trimming
                if let (name, lines) = part {
                    if words == "// end" {
                        examples[name] = (examples[name].map { $0 + "\n\n" } ?? "") + lines.withoutIndentation
                        part = nil
                    } else {
                        part = (name, lines + [line])
                    }
                } else if words.hasPrefix("// example: ") {
                    part = (String(words.dropFirst("// example: ".count)), [])
                }
            }
        }
        return examples
    }
}

extension String {
    var lines: [String] { split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

    /// Without spaces at its ends.
    var trimming: String {
        var text = self[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

extension [String] {
    fileprivate var withoutIndentation: String {
        let indentation = filter { !$0.trimming.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        return map { String($0.dropFirst(indentation)) }.joined(separator: "\n")
    }
}
