// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Records as JSON. Keys are sorted: the same record is the same text.
enum TaskDocument {
    static func text(of value: some Encodable) throws(VideoGenerationError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw VideoGenerationError(.store, "A record cannot be written as JSON: \(error)", underlying: error)
        }
    }

    static func read<Value: Decodable>(
        _ type: Value.Type, from text: some Sequence<UInt8>, what: String
    ) throws(VideoGenerationError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(text))
        } catch {
            throw VideoGenerationError(
                .store,
                "\(what) cannot be read: a newer release may have written it, or the file was changed by hand. Nothing "
                    + "was changed. Update this program.", underlying: error)
        }
    }
}
