// SPDX-License-Identifier: Apache-2.0
package import VideoGenerationCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Records as the JSON that databases keep. Keys are sorted: the same record is the same text.
package enum TaskDocument {
    package static func text(of value: some Encodable) throws(VideoGenerationError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw VideoGenerationError(.store, "A record cannot be written as JSON: \(error)", underlying: error)
        }
    }

    /// What finds a task by its service's id in a database: the id as the text has it, as far as to a quotation mark, which is one of
    /// JSON's or, in a rare id, its own. So each task of the id has it, and perhaps another one.
    package static func remoteKey(of remoteID: String) -> String {
        let escaped = remoteID.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return String(escaped.prefix { $0 != "\"" })
    }

    package static func read<Value: Decodable>(
        _ type: Value.Type, from text: some Sequence<UInt8>, what: String
    ) throws(VideoGenerationError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(text))
        } catch {
            throw VideoGenerationError(
                .store,
                "\(what) cannot be read: a newer release may have written it, or it was changed by hand. Nothing was "
                    + "changed. Update this program.", underlying: error)
        }
    }
}
