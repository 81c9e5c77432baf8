// SPDX-License-Identifier: Apache-2.0
// Reads symbol graphs, the files named on the command line, and says how many of our public declarations are documented;
// the others are listed, and the exit code is 1.
import Foundation

var count = 0
var bare: [String] = []
for path in CommandLine.arguments.dropFirst() {
    let graph = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path))) as? [String: Any]
    for symbol in graph?["symbols"] as? [[String: Any]] ?? [] {
        let kind = (symbol["kind"] as? [String: Any])?["identifier"] as? String
        let id = (symbol["identifier"] as? [String: Any])?["precise"] as? String ?? ""
        // What the compiler makes has no place in a file; an extension is no declaration of its own.
        guard ["public", "open"].contains(symbol["accessLevel"] as? String), symbol["location"] != nil,
            kind != "swift.extension", !id.contains("::SYNTHESIZED::")
        else { continue }
        count += 1
        let lines = (symbol["docComment"] as? [String: Any])?["lines"] as? [Any] ?? []
        if lines.isEmpty { bare.append((symbol["pathComponents"] as? [String] ?? []).joined(separator: ".")) }
    }
}
for name in bare { print("not documented: \(name)") }
print("\(count - bare.count) of \(count) public declarations are documented")
exit(bare.isEmpty && count > 0 ? 0 : 1)
