// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// A model whose readings are given: what stays is how core sends and judges.
struct EchoModel: HTTPVideoGeneration {
    var descriptor: CapabilityDescriptor { Samples.descriptor }
    let surface: Surface
    var submitReading = SubmitReading.unrecognized
    var statusReading = StatusReading.unrecognized

    func submitCall(for request: NegotiatedRequest) throws(VideoGenerationError) -> HTTPCall {
        HTTPCall(.post, try url("/submit"), json: .object([("prompt", .string(request.prompt))]))
    }

    func readSubmit(_ reply: HTTPReply) -> SubmitReading { submitReading }

    func statusCall(for task: TaskHandle) throws(VideoGenerationError) -> HTTPCall {
        HTTPCall(.get, try url("/status/\(task.remoteID)"))
    }

    func readStatus(_ reply: HTTPReply, of task: TaskHandle) -> StatusReading { statusReading }

    private func url(_ path: String) throws(VideoGenerationError) -> WebURL {
        guard let url = surface.baseURL?.appending(path: path) else {
            throw VideoGenerationError(.configuration, "There is no base URL.")
        }
        return url
    }
}
