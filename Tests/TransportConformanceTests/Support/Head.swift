// SPDX-License-Identifier: Apache-2.0

/// A request's head as a server read it.
struct Head {
    let text: String
    let line: String
    let fields: [(name: String, value: String)]

    init(_ text: String) {
        self.text = text
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: true)
        line = String(lines.first ?? "")
        fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (parts[0].lowercased(), parts.dropFirst().first.map { String($0.drop { $0 == " " }) } ?? "")
        }
    }

    /// The values of a field.
    subscript(name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
}
