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
                (error["code"]?.lenientString ?? error["type"]?.string) != nil
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
            guard let text = json.detailText else { return nil }
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
        let word = words.first { Int($0) == nil && $0 != text }
        let message = word.map { "\($0): \(text)" } ?? text
        guard let meaning = words.lazy.compactMap({ Self.meanings[$0] }).first else {
            self.init(status: status, message, notFound: notFound)
            return
        }
        self.init(meaning.code, message, isRetryable: meaning.isRetryable)
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
}
