// SPDX-License-Identifier: Apache-2.0

/// A Markdown page, as far as these tests read it.
struct Page {
    /// A fenced block of code.
    struct Block {
        let language: String
        /// What an HTML comment on the line before the block says.
        let marker: String?
        let text: String
        let line: Int
    }

    let path: String
    private(set) var blocks: [Block] = []
    /// Targets of Markdown links outside of code, without fragments.
    private(set) var links: [String] = []

    init(_ path: String, _ text: String) {
        self.path = path
        var open: (language: String, marker: String?, lines: [String], line: Int)?
        var previous = ""
        for (number, line) in text.lines.enumerated() {
            if let block = open {
                if line == "```" {
                    blocks.append(
                        Block(
                            language: block.language, marker: block.marker,
                            text: block.lines.joined(separator: "\n"), line: block.line))
                    open = nil
                } else {
                    open?.lines.append(line)
                }
            } else if line.hasPrefix("```") {
                let comment = previous.trimming
                let marker = comment.hasPrefix("<!-- ") && comment.hasSuffix(" -->")
                open = (
                    String(line.dropFirst(3)), marker ? String(comment.dropFirst(5).dropLast(4)) : nil, [], number + 1
                )
            } else {
                links += line.split(separator: "](").dropFirst().compactMap { rest in
                    rest.split(separator: ")", omittingEmptySubsequences: false).first.map {
                        String($0.prefix { $0 != "#" })
                    }
                }
            }
            previous = line
        }
    }
}
