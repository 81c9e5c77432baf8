// SPDX-License-Identifier: Apache-2.0
import Foundation
import VideoGenerationCore

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A reply's header in the form in which it would have arrived; URLSession keeps no other.
struct ReplyHeader {
    /// The lines with their ends, the status line first and the blank one last.
    let lines: [String]
    /// Whether URLSession has decoded the body, so that neither its length nor its encoding are what the header said.
    let isDecoded: Bool

    init(_ response: HTTPURLResponse) {
        var fields: [(String, String)] = []
        for (name, value) in response.allHeaderFields {
            if let name = name as? String, let value = value as? String { fields.append((name, value)) }
        }
        let encoding = fields.first { $0.0.lowercased() == "content-encoding" }?.1.lowercased() ?? ""
        let isDecoded = !encoding.isEmpty && encoding != "identity"
        self.isDecoded = isDecoded
        // In an order that does not change from one reply to the next.
        fields.sort { $0.0 < $1.0 }
        if isDecoded {
            fields.removeAll { ["content-encoding", "content-length"].contains($0.0.lowercased()) }
        }
        lines =
            ["HTTP/1.1 \(response.statusCode)\r\n"] + fields.map { "\($0): \(Self.oneLine($1))\r\n" } + ["\r\n"]
    }

    /// Gives the header to `collector`; false ends the exchange.
    func pass(to collector: inout ReplyCollector) -> Bool {
        for line in lines {
            let bytes = Array(line.utf8)
            guard unsafe bytes.withUnsafeBytes({ unsafe collector.takeHeaderLine($0) }) else { return false }
        }
        return true
    }

    /// A folded value unfolded.
    private static func oneLine(_ text: String) -> String {
        text.utf8.contains { $0 == 0x0A || $0 == 0x0D }
            ? String(text.map { $0.isNewline ? " " : $0 }) : text
    }
}
