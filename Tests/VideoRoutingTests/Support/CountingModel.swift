// SPDX-License-Identifier: Apache-2.0
import Synchronization
import VideoGenerationCore

/// A model behind HTTP that counts how often a call is made.
struct CountingModel: HTTPVideoGeneration {
    final class Calls: Sendable {
        private let made = Mutex(0)

        var count: Int { made.withLock { $0 } }

        func add() { made.withLock { $0 += 1 } }
    }

    let descriptor: CapabilityDescriptor
    let surface: Surface
    let calls = Calls()

    init(
        _ id: String, durations: [OptionValue] = [4, 8], cents: Int64? = nil, baseURL: String? = "https://example.com"
    ) {
        let paper = PaperModel(id, mode: .firstFrame, durations: durations, cents: cents)
        descriptor = paper.descriptor
        surface = Surface(
            name: paper.surface.name, baseURL: baseURL.flatMap { WebURL($0) }, credential: paper.surface.credential)
    }

    func submitCall(for request: NegotiatedRequest) throws(VideoGenerationError) -> HTTPCall {
        calls.add()
        return HTTPCall(.post, try surface.url("/submit"), json: request.input(.firstFrame).map(JSON.media))
    }

    func readSubmit(_ reply: HTTPReply) -> SubmitReading { .unrecognized }

    func statusCall(for task: TaskHandle) throws(VideoGenerationError) -> HTTPCall {
        HTTPCall(.get, try surface.url("/status"))
    }

    func readStatus(_ reply: HTTPReply, of task: TaskHandle) -> StatusReading { .unrecognized }
}
