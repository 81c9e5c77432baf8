// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension ServiceRefusal {
    /// Reads `{"detail": "…"}`, `{"detail": [{"loc": …, "msg": …, "type": …}]}` or the bare list; nil if `json` is neither.
    ///
    /// The type decides, where there is one: in the body, or in the field `X-Fal-Error-Type`. Sources: fal's pages "Model
    /// Errors" and "Request Errors", and its Python client, which reads all these forms.
    init?(detailOf json: JSON, in reply: HTTPReply) {
        // With a title it is anybody's: an error as RFC 9457 has it.
        guard json["title"] == nil else { return nil }
        let problems = json["detail"]?.elements ?? json.elements
        let text = problems.isEmpty ? json["detail"]?.string ?? "" : problems.map(Self.words).joined(separator: "; ")
        // What any server of the kind says of an address that it does not have.
        guard !text.isEmpty, text != "Not Found", text != "Method Not Allowed" else { return nil }
        let code = Self.errorType(in: json, reply).flatMap { Self.codes[$0] } ?? Self.code(status: reply.status, text)
        self.init(code, text, isRetryable: code == .rateLimited)
    }

    /// fal's word for an error, wherever it stands: a known one of the list before any other.
    static func errorType(in json: JSON, _ reply: HTTPReply) -> String? {
        let problems = json["detail"]?.elements ?? json.elements
        let types = problems.compactMap { $0["type"]?.string }
        return types.first { codes[$0] != nil } ?? json["error_type"]?.string
            ?? HTTPField.Name("x-fal-error-type").flatMap { reply.headerFields[$0] } ?? types.first
    }

    /// What a task has failed of, by fal's word for it.
    init(errorType: String?, _ text: String) {
        self.init(errorType.flatMap { Self.codes[$0] } ?? .generationFailed, text)
    }

    private static func words(_ problem: JSON) -> String {
        let place = problem["loc"]?.elements.compactMap(\.lenientString).joined(separator: ".") ?? ""
        let text = problem["msg"]?.lenientString ?? problem["type"]?.lenientString ?? "no reason given"
        return place.isEmpty ? text : "\(place): \(text)"
    }

    private static let codes: [String: VideoGenerationError.Code] = [
        "content_policy_violation": .contentRefused, "no_media_generated": .noVideo,
        "image_too_small": .invalidInput, "image_too_large": .invalidInput, "image_load_error": .invalidInput,
        "file_download_error": .invalidInput, "file_too_large": .invalidInput,
        "unsupported_image_format": .invalidInput,
        "face_detection_error": .invalidInput, "client_cancelled": .cancelled, "client_disconnected": .cancelled,
        "internal_server_error": .generationFailed,
        "generation_timeout": .generationFailed, "downstream_service_error": .generationFailed,
        "downstream_service_unavailable": .generationFailed,
    ]

    private static func code(status: Int, _ text: String) -> VideoGenerationError.Code {
        switch status {
        case 401: .authentication
        case 402: .outOfFunds
        // An empty account is told by 403, too: "User is locked. Reason: Exhausted balance."
        case 403: text.lowercased().contains("balance") ? .outOfFunds : .authentication
        case 404: text.lowercased().contains("request") ? .taskNotFound : .modelRetired
        case 429: .rateLimited
        // fal's own runner says so of what its owner has ended.
        case 499: .cancelled
        case 500...: .serviceUnavailable
        default: .invalidRequest
        }
    }
}
