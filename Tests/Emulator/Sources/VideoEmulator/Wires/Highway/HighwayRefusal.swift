// SPDX-License-Identifier: Apache-2.0

/// The refusals of the "v3 async" wire: the status and the reason that its document gives for each cause.
enum HighwayRefusal {
    static func reply(to refusal: Refusal) -> Reply {
        let (status, reason) = words(for: refusal.cause)
        return .json(
            [
                "code": .number(String(status)), "reason": .text(reason),
                "message": .text(refusal.message), "metadata": [:],
            ], status: status)
    }

    private static func words(for cause: Refusal.Cause) -> (Int, String) {
        switch cause {
        case .missingKey: (403, "INVALID_API_KEY")
        case .malformedKey, .unknownKey: (401, "FAILED_TO_AUTH")
        case .unknownPath: (404, "MODEL_NOT_FOUND")
        case .bodyTooLarge: (413, "INVALID_REQUEST_BODY")
        case .invalidBody, .taskEnded: (400, "INVALID_REQUEST_BODY")
        case .invalidImage: (400, "INVALID_IMAGE_FORMAT")
        case .imageTooLarge: (400, "IMAGE_FILE_EXCEEDS_MAX_SIZE")
        case .taskNotFound, .contentNotFound: (404, "TASK_NOT_FOUND")
        case .ordered(let status, let reason): (status, reason ?? word(for: status))
        }
    }

    private static func word(for status: Int) -> String {
        switch status {
        case 400: "INVALID_REQUEST_BODY"
        case 401: "FAILED_TO_AUTH"
        case 403: "NOT_ENOUGH_BALANCE"
        case 404: "MODEL_NOT_FOUND"
        case 429: "RATE_LIMIT_EXCEEDED"
        default: "SERVICE_NOT_AVAILABLE"
        }
    }
}
