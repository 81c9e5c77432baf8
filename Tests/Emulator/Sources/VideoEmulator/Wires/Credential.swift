// SPDX-License-Identifier: Apache-2.0

/// The key of a request.
enum Credential: Sendable, Equatable {
    case missing
    case malformed
    case key(String)
}

extension Credential {
    /// Reads `Authorization: SCHEME KEY`.
    /// - Parameter scheme: The scheme in lower case; it is compared without regard to case (RFC 9110, section 11.1).
    init(authorization head: RequestHead, scheme: String) {
        guard let header = head.header("authorization") else {
            self = .missing
            return
        }
        let words = header.split(separator: " ")
        self = words.count == 2 && words[0].lowercased() == scheme ? .key(String(words[1])) : .malformed
    }
}
