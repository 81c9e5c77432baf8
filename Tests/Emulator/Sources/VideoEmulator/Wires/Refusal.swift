// SPDX-License-Identifier: Apache-2.0

/// Why a request is turned down, before a wire puts it into a status and its vendor's words.
struct Refusal: Error, Sendable, Equatable {
    enum Cause: Sendable, Equatable {
        case missingKey
        case malformedKey
        case unknownKey
        case unknownPath
        case bodyTooLarge
        /// A submit body that breaks the document.
        case invalidBody
        case invalidImage
        case imageTooLarge
        /// A task nobody knows.
        case taskNotFound
        /// It was to be ended early, and is at its end.
        case taskEnded
        /// A sample that is not there, or not yet.
        case contentNotFound
        /// A fault wants this status.
        case ordered(status: Int, reason: String?)
    }

    /// The field that a body is refused for.
    struct Field: Sendable, Equatable {
        enum Problem: Sendable, Equatable {
            case missing
            case unknown
            case wrongType
            case badValue
        }

        /// The names that lead to it from the outermost object.
        var path: [String]
        var problem: Problem
    }

    var cause: Cause
    var message: String
    var field: Field?

    /// A submit body that breaks the document.
    static func invalidBody(_ message: String, field: Field? = nil) -> Refusal {
        Refusal(cause: .invalidBody, message: message, field: field)
    }

    /// A task nobody knows.
    static let taskNotFound = Refusal(cause: .taskNotFound, message: "task not found")
}
