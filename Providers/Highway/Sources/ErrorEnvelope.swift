// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension ServiceRefusal {
    /// Reads `{"code": …, "reason": "UPPER_SNAKE", "message": …}` of a reply with `status`; nil if `json` is not that.
    ///
    /// The same condition comes with different statuses on hosts of this wire (an empty account is 403 here and 400
    /// there), so the reason decides and the status only fills in: the one in the body, or else the reply's own.
    /// Gateways have envelopes with the same keys, but not with such a word: theirs proves nothing. Sources: JieKou AI
    /// "Error codes" and Novita AI "Error codes" as published in 2026, both hosts of the same wire.
    ///
    /// - Parameter notFound: What is not there where a word that nobody knows comes with 404.
    init?(envelope json: JSON, status: Int, notFound: VideoGenerationError.Code) {
        guard let reason = json["reason"]?.string, Self.isReason(reason) else { return nil }
        let text = json["message"]?.lenientString ?? ""
        let message = text.isEmpty ? reason : "\(reason): \(text)"
        let told = json["code"]?.lenientNumber.flatMap(Int.init(exactly:)).flatMap {
            (400...599).contains($0) ? $0 : nil
        }
        guard let meaning = Self.meanings[reason] else {
            self.init(status: told ?? status, message, notFound: notFound)
            return
        }
        self.init(meaning.code, message, isRetryable: meaning.isRetryable)
    }

    private static func isReason(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    private typealias Meaning = (code: VideoGenerationError.Code, isRetryable: Bool)

    private static let meanings: [String: Meaning] = [
        "INVALID_REQUEST_BODY": (.invalidRequest, false),
        "INVALID_CUSTOM_OUTPUT_PATH": (.invalidRequest, false),
        "IMAGE_FILE_EXCEEDS_MAX_SIZE": (.invalidInput, false),
        "INVALID_IMAGE_FORMAT": (.invalidInput, false),
        "IMAGE_EXCEEDS_MAX_RESOLUTION": (.invalidInput, false),
        "INVALID_IMAGE_SIZE": (.invalidInput, false),
        "IMAGE_NO_FACE_DETECTED": (.invalidInput, false),
        "INVALID_AUDIO_FILE": (.invalidInput, false),
        "ILLEGAL_PROMPT": (.contentRefused, false),
        "ILLEGAL_IMAGE_CONTENT": (.contentRefused, false),
        "INVALID_API_KEY": (.authentication, false),
        "MISSING_API_KEY": (.authentication, false),
        "FAILED_TO_AUTH": (.authentication, false),
        "ACCESS_DENY": (.authentication, false),
        "BILLING_AUTH_FAILED": (.authentication, false),
        "FEATURE_NOT_ALLOWED": (.authentication, false),
        "API_NOT_ALLOWED": (.authentication, false),
        "NEED_REAL_NAME_VERIFY": (.authentication, false),
        // A host's billing page says that a rate cap can show as an empty account; waiting would not help a truly empty one.
        "NOT_ENOUGH_BALANCE": (.outOfFunds, false),
        "BILLING_BALANCE_NOT_ENOUGH": (.outOfFunds, false),
        "MODEL_NOT_FOUND": (.modelRetired, false),
        "API_NOT_FOUND": (.modelRetired, false),
        "TASK_NOT_FOUND": (.taskNotFound, false),
        "RATE_LIMIT_EXCEEDED": (.rateLimited, true),
        "TOKEN_LIMIT_EXCEEDED": (.rateLimited, true),
        "SERVICE_NOT_AVAILABLE": (.serviceUnavailable, true),
        "BILLING_FAILED": (.serviceUnavailable, true),
        "CREATE_TASK_FAILED": (.serviceUnavailable, true),
        "GET_RESULT_FAILED": (.serviceUnavailable, true),
        "TASK_FAILED": (.generationFailed, false),
    ]
}
