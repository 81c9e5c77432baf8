// SPDX-License-Identifier: Apache-2.0

/// A credential that cannot be printed, encoded or compared by accident.
///
/// Every way to turn a value into text gives `[redacted]`; the bytes are reached by ``reveal()`` alone, which only a
/// transport has a reason to call.
public struct Secret: Sendable {
    private let text: String

    /// Holds `text`.
    ///
    /// - Throws: ``VideoGenerationError`` with code `authentication` when it is empty or could not stand in an HTTP
    ///   header: a line break in a key file is trimmed, one inside a key is refused.
    public init(_ text: String) throws(VideoGenerationError) {
        let trimmed = text.trimmingASCIIWhitespace()
        guard !trimmed.isEmpty else {
            throw VideoGenerationError(.authentication, "The credential is empty.")
        }
        guard trimmed.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw VideoGenerationError(
                .authentication, "The credential holds a character that no HTTP header may carry.")
        }
        self.text = trimmed
    }

    /// The credential itself, for the one header it belongs in.
    public func reveal() -> String { text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `[redacted]`.
    public var description: String { "[redacted]" }
    /// Always `[redacted]`.
    public var debugDescription: String { "[redacted]" }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Finds the credential that a surface needs, at the moment a request is about to leave.
public protocol CredentialSource: Sendable {
    /// The credential called `name`, or nil when there is none.
    ///
    /// It is asked before each request, but for questions about tasks: for those at most once a second, and again after a
    /// refusal. So a rotated key takes effect without a restart; an implementation that fetches should cache.
    ///
    /// - Throws: ``VideoGenerationError`` with code `authentication` or `configuration` when it exists and cannot be read.
    func credential(named name: CredentialName) async throws -> Secret?
}

/// A source that keeps what it has fetched, and wants to know when that is not good any more.
public protocol RotatingCredentialSource: CredentialSource {
    /// The service has refused `secret`, which this source gave as `name`: it is not to be given again.
    func credentialWasRefused(_ secret: Secret, named name: CredentialName) async
}

/// The name of a credential, such as `HIGHWAY_API_KEY`: what a task handle keeps in place of the key.
public struct CredentialName: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
    /// The name as text.
    public let rawValue: String

    /// The name `rawValue`.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The name written as a literal.
    public init(stringLiteral value: String) {
        self.rawValue = value
    }
}
