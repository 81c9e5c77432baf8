// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// An error in the form of all of Google's services: one of seventeen words, and a text.
///
/// Sources: google.rpc.Code and google.rpc.Status (https://google.aip.dev/193); for what is refused for what it shows,
/// "Responsible AI and usage guidelines for Veo", which gives the texts no code of their own.
struct RPCError {
    let word: String
    let text: String

    /// Reads the body of an HTTP error, `{"error": {"code": …, "message": …, "status": "WORD"}}`; nil if it is none.
    ///
    /// Gateways have envelopes of that shape as well, but not with such a word.
    init?(envelope json: JSON) {
        guard let error = json["error"], let word = error["status"]?.string, Self.words.dropFirst().contains(word)
        else { return nil }
        self.word = word
        text = error["message"]?.lenientString ?? ""
    }

    /// Reads the `error` of an operation that is done, `{"code": 3, "message": …}`. Whatever else it may be, the operation
    /// has failed.
    init(ofOperation error: JSON) {
        let number = error["code"]?.lenientNumber.flatMap(Int.init(exactly:)) ?? 0
        word = Self.words.indices.contains(number) && number > 0 ? Self.words[number] : "UNKNOWN"
        text = error["message"]?.lenientString ?? ""
    }

    /// Whether it may come from on the way, or after the work was begun: Google says of UNAVAILABLE itself that what does
    /// not come to the same when it is done twice is not always safe to repeat.
    var leavesOpen: Bool {
        switch word {
        case "CANCELLED", "UNKNOWN", "DEADLINE_EXCEEDED", "ABORTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS": true
        default: false
        }
    }

    /// What is missing, by the answer to a question: of a model that the project may not use any more, Google says that it
    /// was not found as well, and the task may be there.
    var absence: VideoGenerationError.Code {
        text.lowercased().contains("publisher model") ? .authentication : .taskNotFound
    }

    /// What it means in our terms.
    ///
    /// - Parameter absent: What is meant by something that does not exist.
    func refusal(absent: VideoGenerationError.Code) -> ServiceRefusal {
        let message = text.isEmpty ? word : "\(word): \(text)"
        return switch word {
        case "UNAUTHENTICATED", "PERMISSION_DENIED": ServiceRefusal(.authentication, message)
        case "RESOURCE_EXHAUSTED": ServiceRefusal(.rateLimited, message, isRetryable: true)
        case "NOT_FOUND": ServiceRefusal(absent, message)
        // Of the project: a service that is not enabled, or that may not write to the bucket yet.
        case "FAILED_PRECONDITION", "UNIMPLEMENTED": ServiceRefusal(.configuration, message)
        case "INVALID_ARGUMENT", "OUT_OF_RANGE", "ALREADY_EXISTS":
            ServiceRefusal(isAboutContent ? .contentRefused : .invalidRequest, message)
        default: ServiceRefusal(.serviceUnavailable, message, isRetryable: true)
        }
    }

    /// How it ends a task.
    var failure: ServiceRefusal {
        let refusal = refusal(absent: .generationFailed)
        return ServiceRefusal(
            isAboutContent ? .contentRefused : leavesOpen ? .generationFailed : refusal.code, refusal.message)
    }

    private var isAboutContent: Bool {
        let text = text.lowercased()
        return ["usage guidelines", "support code", "violate our policies"].contains { text.contains($0) }
    }

    /// By their numbers.
    private static let words = [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
        "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
        "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ]
}
