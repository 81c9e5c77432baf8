// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension ServiceRefusal {
    /// Reads one form of a gateway's "no"; nil if `json` is not that.
    ///
    /// The word decides, and the status fills in: a number in place of a word is a status, too. Sources: OpenAI's guide
    /// "Error codes", OpenRouter's page "Errors and Debugging", LiteLLM's `proxy/_types.py` and new-api's `types/error.go`
    /// and `relay/relay_task.go`, all read on 2026-11-26.
    ///
    /// - Parameter notFound: What was not found where nothing is: the model, or the task.
    init?(_ form: Dialect.Envelope, _ json: JSON, status: Int, notFound: VideoGenerationError.Code) {
        switch form {
        case .error:
            guard let error = json["error"], let text = error["message"]?.string, !text.isEmpty,
                error["code"]?.lenientString ?? error["type"]?.string != nil
            else { return nil }
            let told = error["code"]?.lenientNumber.flatMap(Int.init(exactly:)) ?? status
            let words = [error["code"]?.string, error["type"]?.string].compactMap { $0 }
            // OpenRouter's word for it is only that it gives reasons.
            let isFlagged = !(error["metadata"]?["reasons"]?.elements ?? []).isEmpty
            self.init(
                words + (isFlagged ? ["content_policy_violation"] : []), text,
                status: (400...599).contains(told) ? told : status, notFound)
        case .task:
            guard case .object(let members) = json, members.contains(where: { $0.name == "data" }),
                let word = json["code"]?.string, !word.isEmpty, word != "success", let text = json["message"]?.string
            else { return nil }
            self.init([word], text.isEmpty ? word : text, status: status, notFound)
        case .detail:
            // With a title it is anybody's: an error as RFC 9457 has it.
            guard json["title"] == nil, let text = Self.detail(json["detail"]) else { return nil }
            self.init([], text, status: status, notFound)
        }
    }

    /// Why a task has failed: `error` is an object with a code and a message, or a text.
    init(failureOf json: JSON, word: String) {
        let error = json["error"]
        let code = error?["code"]?.lenientString
        let text = error?["message"]?.lenientString ?? error?.lenientString ?? ""
        let isContent = code.map { Self.meanings[$0]?.code == .contentRefused } ?? false
        let parts = [code, text].compactMap { $0 }.filter { !$0.isEmpty }
        self.init(
            isContent ? .contentRefused : .generationFailed,
            parts.isEmpty ? "The service ended it as \(word) and gave no reason." : parts.joined(separator: ": "))
    }

    private init(_ words: [String], _ text: String, status: Int, _ notFound: VideoGenerationError.Code) {
        let meaning = words.lazy.compactMap { Self.meanings[$0] }.first ?? Self.meaning(status, notFound)
        let word = words.first { Int($0) == nil && $0 != text }
        self.init(meaning.code, word.map { "\($0): \(text)" } ?? text, isRetryable: meaning.isRetryable)
    }

    /// A text, or the list of what is wrong with a request. What FastAPI says of a path that it does not have is nothing
    /// about a task or a model: the address is wrong.
    private static func detail(_ detail: JSON?) -> String? {
        if let text = detail?.string {
            return text.isEmpty || text == "Not Found" || text == "Method Not Allowed" ? nil : text
        }
        let problems = detail?.elements.compactMap { problem in
            problem["msg"]?.string.map { text in
                let place = problem["loc"]?.elements.compactMap(\.lenientString).joined(separator: ".") ?? ""
                return place.isEmpty ? text : "\(place): \(text)"
            }
        }
        guard let problems, !problems.isEmpty else { return nil }
        return problems.joined(separator: "; ")
    }

    private typealias Meaning = (code: VideoGenerationError.Code, isRetryable: Bool)

    /// Words that say more than a status; `invalid_request_error` and its like go with any.
    private static let meanings: [String: Meaning] = [
        "invalid_api_key": (.authentication, false), "authentication_error": (.authentication, false),
        "auth_error": (.authentication, false), "expired_key": (.authentication, false),
        "token_not_found_in_db": (.authentication, false), "permission_denied": (.authentication, false),
        "key_model_access_denied": (.authentication, false), "team_model_access_denied": (.authentication, false),
        "access_denied": (.authentication, false),
        "insufficient_quota": (.outOfFunds, false), "billing_hard_limit_reached": (.outOfFunds, false),
        "budget_exceeded": (.outOfFunds, false), "insufficient_user_quota": (.outOfFunds, false),
        "pre_consume_token_quota_failed": (.outOfFunds, false),
        "rate_limit_exceeded": (.rateLimited, true), "rate_limit_error": (.rateLimited, true),
        "moderation_blocked": (.contentRefused, false), "content_policy_violation": (.contentRefused, false),
        "sentinel_block": (.contentRefused, false), "sensitive_words_detected": (.contentRefused, false),
        "prompt_blocked": (.contentRefused, false),
        "model_not_found": (.modelRetired, false), "invalid_image": (.invalidInput, false),
        "task_not_exist": (.taskNotFound, false),
    ]

    private static func meaning(_ status: Int, _ notFound: VideoGenerationError.Code) -> Meaning {
        switch status {
        // With 403 a word that nobody knows may be about the key, the account or what the prompt shows.
        case 401: (.authentication, false)
        case 402: (.outOfFunds, false)
        case 404, 410: (notFound, false)
        case 413: (.invalidInput, false)
        case 429: (.rateLimited, true)
        case 500...: (.serviceUnavailable, true)
        default: (.invalidRequest, false)
        }
    }
}
