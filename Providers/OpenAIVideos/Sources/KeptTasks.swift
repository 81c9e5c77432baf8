// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// A model that can do more to its tasks than submit and ask, around one that can do no more: a gateway without a list must
/// not be given a method that lists, so there is a type for what each kind of gateway can do.
public protocol OpenAIVideosWrapper: HTTPVideoGeneration, WebhookVideoGeneration {
    /// The model that submits and asks.
    var model: OpenAIVideosModel { get }
}

extension OpenAIVideosWrapper {
    /// What the model can do.
    public var descriptor: CapabilityDescriptor { model.descriptor }
    /// Host and key.
    public var surface: Surface { model.surface }

    /// The model's own.
    public func submitCall(for request: NegotiatedRequest) throws(VideoGenerationError) -> HTTPCall {
        try model.submitCall(for: request)
    }

    /// The model's own.
    public func readSubmit(_ reply: HTTPReply) -> SubmitReading { model.readSubmit(reply) }

    /// The model's own.
    public func statusCall(for task: TaskHandle) throws(VideoGenerationError) -> HTTPCall {
        try model.statusCall(for: task)
    }

    /// The model's own.
    public func readStatus(_ reply: HTTPReply, of task: TaskHandle) -> StatusReading {
        model.readStatus(reply, of: task)
    }
}

extension OpenAIVideosWrapper where Self: HTTPListableVideoGeneration {
    /// `GET /videos` for as many as a page holds (openai-python at e43b422, `types/video_list_params.py`).
    public func listCall() throws(VideoGenerationError) -> HTTPCall {
        HTTPCall(.get, try surface.url(model.dialect.path + "?limit=100&order=desc"))
    }

    /// `{"data": [task, …]}`. Put in order once more, because not every server minds the question's.
    public func readList(_ reply: HTTPReply) -> ListReading {
        guard let json = JSON(parsing: reply.body) else { return .unrecognized }
        guard case .array(let elements)? = json["data"] else {
            guard reply.status < 500 else { return .unrecognized }
            return model.refusal(json, in: reply, notFound: .configuration).map(ListReading.refused) ?? .unrecognized
        }
        let tasks = elements.compactMap { task in
            task["id"]?.identifier.map {
                RemoteTask(
                    remoteID: $0, createdAt: task["created_at"]?.lenientNumber, model: task["model"]?.string,
                    prompt: task["prompt"]?.string)
            }
        }
        return .tasks(tasks.sorted { $0.createdAt ?? 0 > $1.createdAt ?? 0 })
    }
}

/// A model behind a gateway that lists its tasks.
public struct ListableOpenAIVideosModel: OpenAIVideosWrapper, HTTPListableVideoGeneration {
    /// The model that submits and asks.
    public let model: OpenAIVideosModel

    /// The model `model`, whose gateway must list.
    public init(_ model: OpenAIVideosModel) { self.model = model }
}

/// A model behind a server that lists its tasks, and stops one that is deleted.
public struct StoppableOpenAIVideosModel: OpenAIVideosWrapper, HTTPListableVideoGeneration,
    HTTPCancellableVideoGeneration
{
    /// The model that submits and asks.
    public let model: OpenAIVideosModel

    /// The model `model`, whose server must list, and stop what is deleted.
    public init(_ model: OpenAIVideosModel) { self.model = model }

    /// `DELETE /videos/<id>`
    public func cancelCall(for task: TaskHandle) throws(VideoGenerationError) -> HTTPCall {
        HTTPCall(.delete, try surface.url(model.path(of: task)))
    }

    /// `{"deleted": true}`: the task is stopped, and its result is deleted if there was one already.
    public func readCancel(_ reply: HTTPReply, of task: TaskHandle) -> CancelReading {
        guard let json = JSON(parsing: reply.body) else { return .unrecognized }
        if case .bool(true)? = json["deleted"] { return .cancelled }
        guard reply.status < 500 else { return .unrecognized }
        return model.refusal(json, in: reply, notFound: .taskNotFound).map(CancelReading.refused) ?? .unrecognized
    }
}
