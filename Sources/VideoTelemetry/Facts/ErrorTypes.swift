// SPDX-License-Identifier: Apache-2.0
import Synchronization
import VideoGenerationCore

/// The codes of errors as `error.type`. A code is a word of this library or of a provider; one that does not look like a
/// word, or is one of too many, is `_OTHER`: it may hold what a service said, and each is a time series of its own.
final class ErrorTypes: Sendable {
    static let other = "_OTHER"
    private static let longest = 64
    private static let most = 100
    private let seen = Mutex<Set<String>>([])

    func word(for code: VideoGenerationError.Code) -> String {
        let word = code.rawValue
        return seen.withLock { seen in
            if seen.contains(word) { return word }
            guard seen.count < Self.most, Self.isWord(word) else { return Self.other }
            seen.insert(word)
            return word
        }
    }

    private static func isWord(_ text: String) -> Bool {
        (1...longest).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                default: byte == UInt8(ascii: "_")
                }
            }
    }
}
