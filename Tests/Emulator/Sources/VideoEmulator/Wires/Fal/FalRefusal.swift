// SPDX-License-Identifier: Apache-2.0

/// The refusals of fal: a `detail` that is a list when an input is at fault, and else a text.
///
/// https://fal.ai/docs/documentation/model-apis/errors and …/request-errors.
enum FalRefusal {
    static func reply(to refusal: Refusal, head: RequestHead) -> Reply {
        switch refusal.cause {
        case .missingKey, .malformedKey, .unknownKey:
            detail(.text(refusal.message), 401)
        case .unknownPath, .contentNotFound:
            detail(.text(refusal.message), 404)
        case .taskNotFound:
            // To cancel is answered with a word, also when there is nothing to cancel.
            head.method == "PUT" ? .json(["status": "NOT_FOUND"], status: 404) : detail(.text(refusal.message), 404)
        case .taskEnded:
            .json(["status": "ALREADY_COMPLETED"], status: 400)
        case .bodyTooLarge:
            detail(.text(refusal.message), 413)
        case .invalidBody, .invalidImage, .imageTooLarge:
            detail([problem(refusal)], 422)
        case .ordered(let status, let reason):
            ordered(status, reason, refusal.message)
        }
    }

    private static func detail(_ value: JSONValue, _ status: Int) -> Reply {
        .json(["detail": value], status: status)
    }

    private static func problem(_ refusal: Refusal) -> JSONValue {
        let path = ["body"] + (refusal.field?.path ?? [])
        return ["loc": .array(path.map(JSONValue.text)), "msg": .text(refusal.message), "type": .text(type(refusal))]
    }

    private static func type(_ refusal: Refusal) -> String {
        switch (refusal.cause, refusal.field?.problem) {
        case (.imageTooLarge, _): "file_too_large"
        case (.invalidImage, _): "image_load_error"
        case (_, .missing): "missing"
        case (_, .unknown): "extra_forbidden"
        case (_, .wrongType): "type_error"
        case (_, .badValue): "value_error"
        case (_, nil): "json_invalid"
        }
    }

    private static func ordered(_ status: Int, _ reason: String?, _ message: String) -> Reply {
        guard let type = reason ?? platformType(status) else { return detail(.text(message), status) }
        var reply = Reply.json(["detail": .text(message), "error_type": .text(type)], status: status)
        reply.headers.append(("x-fal-error-type", type))
        return reply
    }

    /// The type of a failure of the platform, which a model's own errors do not have.
    private static func platformType(_ status: Int) -> String? {
        switch status {
        case 503: "runner_scheduling_failure"
        case 504: "request_timeout"
        case 500...: "internal_error"
        default: nil
        }
    }
}
