// SPDX-License-Identifier: Apache-2.0

/// The refusals of the `/v1/videos` wire: a status, and `error` with `message`, `type`, `param` and `code`.
enum OpenAIVideosRefusal {
    static func reply(to refusal: Refusal) -> Reply {
        let (status, code) = words(for: refusal)
        let error: JSONValue = [
            "message": .text(refusal.message), "type": .text(type(of: status)),
            "param": refusal.field.map { .text($0.path.joined(separator: ".")) } ?? .null,
            "code": code.map(JSONValue.text) ?? .null,
        ]
        return .json(["error": error], status: status)
    }

    private static func words(for refusal: Refusal) -> (status: Int, code: String?) {
        switch refusal.cause {
        case .missingKey: (401, nil)
        case .malformedKey, .unknownKey: (401, "invalid_api_key")
        case .unknownPath: (404, "unknown_url")
        case .bodyTooLarge: (413, nil)
        case .invalidBody: (400, refusal.field.map { code(of: $0.problem) })
        case .invalidImage, .imageTooLarge: (400, "invalid_image")
        case .taskNotFound, .contentNotFound: (404, "not_found")
        case .taskEnded: (409, nil)
        case .ordered(let status, let reason): (status, reason)
        }
    }

    private static func code(of problem: Refusal.Field.Problem) -> String {
        switch problem {
        case .missing: "missing_required_parameter"
        case .unknown: "unknown_parameter"
        case .wrongType: "invalid_type"
        case .badValue: "invalid_value"
        }
    }

    private static func type(of status: Int) -> String {
        switch status {
        case 429: "rate_limit_error"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }
}
