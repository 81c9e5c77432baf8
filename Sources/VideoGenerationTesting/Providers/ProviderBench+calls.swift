// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension ProviderBench {
    /// The call for `example`; nil if there is none, which is noted.
    func call(for example: Example) -> HTTPCall? {
        do throws(VideoGenerationError) {
            return try provider.submitCall(for: example.request)
        } catch {
            report(
                "submitCall threw for a request that the descriptor allows (\(example.words)), because \"\(error.message)\" Send "
                    + "it, or let the descriptor say that it is not allowed.")
            return nil
        }
    }
}

extension HTTPCall {
    /// Scheme, host and path, with the query.
    var address: String { "\(request.scheme ?? "")://\(request.authority ?? "")\(request.path ?? "")" }

    /// Everything that is sent, as text.
    var spelled: String {
        let header = request.headerFields.map { "\($0.name): \($0.value)\n" }.joined()
        return "\(request.method) \(address)\n\(header)\n\(bodyText)"
    }

    /// The body; content that is sent as base64 is shown by its bytes.
    var bodyText: String {
        body.segments.map { segment in
            switch segment {
            case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
            case .raw(let source), .base64(let source):
                (source as? MemorySource).map { "<\($0.bytes)>" } ?? "<\(source.byteCount) bytes>"
            }
        }.joined()
    }

    /// What is sent, field by field.
    var fields: [String: JSON] {
        let leaves = outline?.leaves.map { ($0.path, $0.value) } ?? []
        let query = (request.path ?? "").split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        let items = query.split(separator: "&").map { item in
            let parts = item.split(separator: "=", maxSplits: 1).map(String.init)
            return ("?" + (parts.first ?? ""), JSON.string(parts.count > 1 ? parts[1] : ""))
        }
        return Dictionary(leaves + items) { first, _ in first }
    }

    /// The fields whose values differ between this and `other`.
    func differences(from other: HTTPCall) -> Set<String> {
        let (mine, others) = (fields.mapValues(\.text), other.fields.mapValues(\.text))
        return Set(mine.keys).union(others.keys).filter { mine[$0] != others[$0] }
    }
}
