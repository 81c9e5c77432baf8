// SPDX-License-Identifier: Apache-2.0

/// A model whose service tells which tasks it has: what a submission of unknown outcome came to can be looked up there,
/// instead of being paid for again.
public protocol ListableVideoGeneration: VideoGeneration {
    /// Asks for the account's latest tasks, the newest first.
    ///
    /// - Throws: ``VideoGenerationError`` if there is no answer; nothing is known then.
    func latestTasks(by connection: SurfaceConnection) async throws(VideoGenerationError) -> [RemoteTask]
}

/// A task as its service lists it.
public struct RemoteTask: Sendable, Hashable {
    /// The service's id of it.
    public var remoteID: String
    /// When the service took it, in seconds since 1970; nil if it does not say so.
    public var createdAt: Double?
    /// The service's name of the model; nil if it does not say so.
    public var model: String?
    /// The prompt; nil if it does not say so.
    public var prompt: String?

    /// A task; see the properties.
    public init(remoteID: String, createdAt: Double? = nil, model: String? = nil, prompt: String? = nil) {
        self.remoteID = remoteID
        self.createdAt = createdAt
        self.model = model
        self.prompt = prompt
    }
}

/// A model behind an HTTP service that lists its tasks in one call.
public protocol HTTPListableVideoGeneration: HTTPVideoGeneration, ListableVideoGeneration {
    /// The call that asks for the latest tasks.
    ///
    /// - Throws: ``VideoGenerationError`` when the surface has no usable URL.
    func listCall() throws(VideoGenerationError) -> HTTPCall

    /// What the service's reply says.
    func readList(_ reply: HTTPReply) -> ListReading
}

/// What a provider reads in a list of tasks.
public enum ListReading: Sendable {
    /// The tasks, the newest first.
    case tasks([RemoteTask])
    /// The service's own envelope says no.
    case refused(ServiceRefusal)
    /// Nothing that this service's documents describe.
    case unrecognized
}

extension HTTPListableVideoGeneration {
    /// Sends the call and judges what came of it.
    public func latestTasks(by connection: SurfaceConnection) async throws(VideoGenerationError) -> [RemoteTask] {
        do {
            return try await connection.list(listCall(), reading: readList)
        } catch {
            throw VideoGenerationError(wrapping: error)
        }
    }
}

extension [RemoteTask] {
    /// What a service lists by its own word.
    init(judging outcome: HTTPOutcome, reading: (HTTPReply) -> ListReading) throws(VideoGenerationError) {
        switch outcome {
        case .failure(let failure): throw VideoGenerationError(failure)
        case .reply(let reply):
            switch reading(reply) {
            case .tasks(let tasks) where reply.isSuccess: self = tasks
            case .refused(let refusal): throw VideoGenerationError(refusal, in: reply)
            case .tasks, .unrecognized:
                throw VideoGenerationError(
                    .protocolViolation, "The list of tasks was answered with \(reply.status) and no readable answer.",
                    isRetryable: true)
            }
        }
    }
}
