// SPDX-License-Identifier: Apache-2.0

/// The refusals of Google's services.
///
/// Vertex AI speaks google.rpc.Status (https://google.aip.dev/193), Cloud Storage the older list of errors
/// (https://cloud.google.com/storage/docs/json_api/v1/status-codes).
enum VertexRefusal {
    static func reply(to refusal: Refusal, head: RequestHead) -> Reply {
        let status = status(for: refusal.cause)
        let isStorage = StorageObject.isAsked(by: head)
        let error = isStorage ? storage(refusal, status) : rpc(refusal, status)
        var reply = Reply.json(["error": error], status: status)
        if status == 401 { reply.headers.append(("www-authenticate", "Bearer realm=\"https://accounts.google.com/\"")) }
        return reply
    }

    private static func status(for cause: Refusal.Cause) -> Int {
        switch cause {
        case .missingKey, .malformedKey, .unknownKey: 401
        case .unknownPath, .taskNotFound, .contentNotFound: 404
        case .bodyTooLarge, .invalidBody, .invalidImage, .imageTooLarge, .taskEnded: 400
        case .ordered(let status, _): status
        }
    }

    private static func rpc(_ refusal: Refusal, _ status: Int) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init(name: "code", value: .number(String(status))), .init(name: "message", value: .text(refusal.message)),
            .init(name: "status", value: .text(word(for: status))),
        ]
        let details = details(refusal)
        if !details.isEmpty { members.append(.init(name: "details", value: .array(details))) }
        return .object(members)
    }

    private static func details(_ refusal: Refusal) -> [JSONValue] {
        if let field = refusal.field {
            let violation: JSONValue = [
                "field": .text(field.path.joined(separator: ".")), "description": .text(refusal.message),
            ]
            return [["@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]]]
        }
        guard let reason = reason(refusal.cause) else { return [] }
        return [
            [
                "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": .text(reason),
                "domain": "googleapis.com",
            ]
        ]
    }

    private static func reason(_ cause: Refusal.Cause) -> String? {
        switch cause {
        case .missingKey: "CREDENTIALS_MISSING"
        case .malformedKey, .unknownKey: "ACCESS_TOKEN_TYPE_UNSUPPORTED"
        case .ordered(429, let reason): reason ?? "RATE_LIMIT_EXCEEDED"
        case .ordered(_, let reason): reason
        default: nil
        }
    }

    private static func storage(_ refusal: Refusal, _ status: Int) -> JSONValue {
        let reason =
            switch status {
            case 401: "authError"
            case 404: "notFound"
            default: "backendError"
            }
        return [
            "code": .number(String(status)), "message": .text(refusal.message),
            "errors": [["message": .text(refusal.message), "domain": "global", "reason": .text(reason)]],
        ]
    }

    /// The name in google.rpc.Code that goes with a status.
    private static func word(for status: Int) -> String {
        switch status {
        case 400: "INVALID_ARGUMENT"
        case 401: "UNAUTHENTICATED"
        case 403: "PERMISSION_DENIED"
        case 404: "NOT_FOUND"
        case 409: "ABORTED"
        case 429: "RESOURCE_EXHAUSTED"
        case 500: "INTERNAL"
        case 501: "UNIMPLEMENTED"
        case 503: "UNAVAILABLE"
        case 504: "DEADLINE_EXCEEDED"
        default: "UNKNOWN"
        }
    }
}
