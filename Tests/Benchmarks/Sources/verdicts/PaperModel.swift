// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// A model behind HTTP whose body has all that was asked for, and that is never asked.
struct PaperModel: HTTPVideoGeneration {
    let descriptor: CapabilityDescriptor
    let surface: Surface

    func submitCall(for request: NegotiatedRequest) throws(VideoGenerationError) -> HTTPCall {
        var members: [(name: String, value: JSON)] = []
        if let image = request.input(.firstFrame) { members.append(("image", .media(image))) }
        members.append(("prompt", .string(request.prompt)))
        for (name, value) in request.values { members.append((name.rawValue, value.json)) }
        return HTTPCall(.post, try surface.url("/v3/async/\(request.model.model)"), json: .object(members))
    }

    func readSubmit(_ reply: HTTPReply) -> SubmitReading { .unrecognized }

    func statusCall(for task: TaskHandle) throws(VideoGenerationError) -> HTTPCall {
        HTTPCall(.get, try surface.url("/v3/async/task-result"))
    }

    func readStatus(_ reply: HTTPReply, of task: TaskHandle) -> StatusReading { .unrecognized }
}
