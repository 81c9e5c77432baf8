// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The keys that are let in, and those that were seen.
final class KeyRing: Sendable {
    private let allowed: Set<String>
    private let planted: [String]
    private let seen = Mutex<Set<String>>([])

    /// - Parameters:
    ///   - allowed: The only keys that are let in; any key is when there are none.
    ///   - planted: Further secrets to look out for.
    init(allowed: [String], planted: [String]) {
        self.allowed = Set(allowed)
        self.planted = planted
    }

    /// Lets a key in or turns it away.
    func admit(_ credential: Credential) throws(Refusal) -> String {
        switch credential {
        case .missing:
            throw Refusal(cause: .missingKey, message: "no API key was given")
        case .malformed:
            throw Refusal(cause: .malformedKey, message: "the header does not hold a key as it should")
        case .key(let key):
            guard allowed.isEmpty || allowed.contains(key) else {
                throw Refusal(cause: .unknownKey, message: "the API key is not known")
            }
            seen.withLock { _ = $0.insert(key) }
            return key
        }
    }

    /// Secrets that must not reach the media origin.
    var canaries: [String] {
        // Very short keys, which only tests use, would be found everywhere.
        planted + seen.withLock { $0.filter { $0.utf8.count >= 6 } } + allowed.filter { $0.utf8.count >= 6 }
    }

    /// Forgets the keys that were seen.
    func reset() {
        seen.withLock { $0 = [] }
    }
}
