// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension ServiceRefusal {
    /// Reads `{"detail": "…"}`, `{"detail": [{"loc": …, "msg": …, "type": …}]}` or the bare list; nil if `json` is neither.
    ///
    /// The type decides, where there is one: in the body, or in the field `X-Fal-Error-Type`; then the status. Sources: fal's
    /// pages "Model Errors" and "Request Errors", and its Python client, which reads all these forms.
    ///
    /// - Parameter notFound: What is not there where something is not: the model, or the task.
    init?(detailOf json: JSON, in reply: HTTPReply, notFound: VideoGenerationError.Code) {
        let list = json.elements.isEmpty ? json : .object([("detail", json)])
        guard let text = list.detailText else { return nil }
        if let code = Self.errorType(in: json, reply).flatMap({ Self.codes[$0] }) {
            self.init(code, text)
        } else if reply.status == 403 {
            // An empty account is told by 403, too: "User is locked. Reason: Exhausted balance."
            self.init(text.lowercased().contains("balance") ? .outOfFunds : .authentication, text)
        } else if reply.status == 499 {
            // fal's own runner says so of what its owner has ended.
            self.init(.cancelled, text)
        } else {
            self.init(status: reply.status, text, notFound: notFound)
        }
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
}
