// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

/// A model whose results want the key, that takes a wish to stop a task without a promise, and lists its tasks.
struct KeyedModel: HTTPCancellableVideoGeneration, HTTPListableVideoGeneration {
    let descriptor = CapabilityDescriptor(
        model: ModelID(surface: "keyed", model: "one"), title: "Keyed", mode: .text, vendor: "Keyed", sources: [])
    var surface = Surface(name: "keyed", baseURL: WebURL("https://api.keyed.example/v1"), credential: "KEYED_API_KEY")
    var result = "https://api.keyed.example/v1/tasks/k-1/content"

    func request(_ prompt: String = "a ship") throws -> NegotiatedRequest {
        try #require(descriptor.negotiate(InspectedRequest(prompt: prompt, options: .init())).request)
    }

    func submitCall(for request: NegotiatedRequest) throws(VideoGenerationError) -> HTTPCall {
        HTTPCall(.post, try surface.url("/tasks"), json: .object([("prompt", .string(request.prompt))]))
    }

    func readSubmit(_ reply: HTTPReply) -> SubmitReading {
        JSON(parsing: reply.body)?["id"]?.string.map { .accepted(remoteID: $0) } ?? .unrecognized
    }

    func statusCall(for task: TaskHandle) throws(VideoGenerationError) -> HTTPCall {
        HTTPCall(.get, try surface.url("/tasks/" + task.remoteID.percentEncoded))
    }

    func readStatus(_ reply: HTTPReply, of task: TaskHandle) -> StatusReading {
        guard let word = JSON(parsing: reply.body)?["state"]?.string else { return .unrecognized }
        let phase: StatusReport.Phase =
            switch word {
            case "done": .succeeded(WebURL(result).map { [RemoteSample(index: 0, location: .credentialed($0))] } ?? [])
            case "cancelled": .failed(ServiceRefusal(.cancelled, "It was cancelled."))
            default: .running
            }
        return .report(StatusReport(phase, word: word))
    }

    func cancelCall(for task: TaskHandle) throws(VideoGenerationError) -> HTTPCall {
        HTTPCall(.put, try surface.url("/tasks/\(task.remoteID.percentEncoded)/cancel"))
    }

    func readCancel(_ reply: HTTPReply, of task: TaskHandle) -> CancelReading {
        reply.status == 202 ? .requested : .refused(ServiceRefusal(.invalidRequest, "It is too late."))
    }

    func listCall() throws(VideoGenerationError) -> HTTPCall { HTTPCall(.get, try surface.url("/tasks")) }

    func readList(_ reply: HTTPReply) -> ListReading {
        guard let tasks = JSON(parsing: reply.body)?["tasks"]?.elements else { return .unrecognized }
        return .tasks(
            tasks.compactMap { task in
                task["id"]?.string.map {
                    RemoteTask(
                        remoteID: $0, createdAt: task["created"]?.lenientNumber, prompt: task["prompt"]?.string)
                }
            })
    }
}

/// A tracker on a virtual loop, with a service that answers by method and path.
struct KeyedScene {
    let loop: VirtualLoop
    let tracker: VideoTracker

    init(keys: (any CredentialSource)? = nil, _ answer: @escaping @Sendable (HTTPExchange) -> VirtualReply) {
        loop = VirtualLoop { answer($0) }
        tracker = VideoTracker(
            loop: loop, store: .memory, credentials: keys ?? FixedCredentials(["KEYED_API_KEY": canary]),
            generator: SeededGenerator(seed: 1))
    }
}

/// Counts.
final class Counted: Sendable {
    private let number = Mutex(0)

    var count: Int { number.withLock { $0 } }

    /// How often it was asked before.
    func next() -> Int {
        number.withLock { number in
            defer { number += 1 }
            return number
        }
    }
}
