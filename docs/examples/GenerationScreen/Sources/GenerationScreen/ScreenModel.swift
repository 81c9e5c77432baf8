// SPDX-License-Identifier: Apache-2.0
public import Observation
public import VideoGenerationClient

/// Drives one screen. SwiftUI draws it as it is:
///
///     struct GenerationView: View {
///         let model: ScreenModel
///         var body: some View {
///             ProgressView(value: model.state.progress ?? 0)
///             Text(model.state.message ?? "")
///             Button("Generate") { model.start(request, requestID: row.id) }.disabled(!model.state.canStart)
///         }
///     }
@MainActor
@Observable
public final class ScreenModel {
    /// What it shows.
    public private(set) var state = ScreenState()
    @ObservationIgnored private let client: VideoClient
    @ObservationIgnored private let output: VideoOutput
    @ObservationIgnored private var work: Task<Void, Never>?
    @ObservationIgnored private var generation: Generation?
    @ObservationIgnored private var isUnwanted = false

    /// A screen for what `client` makes.
    public init(client: VideoClient, output: VideoOutput = .links) {
        self.client = client
        self.output = output
    }

    /// Starts, unless one is on its way.
    ///
    /// - Parameter requestID: The app's own name for what is wanted, such as the id of a row. Whoever asks for it again, also
    ///   after a crash, gets the same task and pays nothing.
    public func start(_ request: VideoRequest, requestID: String) {
        guard state.canStart else { return }
        state = ScreenState()
        state.phase = .planning
        isUnwanted = false
        work = Task { await self.run(request, requestID) }
    }

    /// Waits until what was started is over.
    public func finished() async { await work?.value }

    /// Gives it up, as soon as there is something to give up; the screen then shows how that ended.
    public func cancel() async {
        isUnwanted = true
        guard let generation else { return }
        do {
            try await client.cancel(generation.id)
        } catch {
            state.message = error.message
        }
    }

    private func run(_ request: VideoRequest, _ requestID: String) async {
        do {
            let plan = try await client.plan(request)
            state.apply(plan)
            guard !isUnwanted else { throw VideoGenerationError(.cancelled, "Nothing was sent.") }
            let generation = try await client.submit(plan, to: output, requestID: requestID)
            self.generation = generation
            if isUnwanted { await cancel() }
            for await event in await generation.events() { state.apply(event) }
            // The events end without an end if the task goes on elsewhere: it can be asked for again, under the same id.
            if !state.isOver { state.apply(VideoGenerationError(.timedOut, "It goes on without this screen.")) }
        } catch {
            state.apply(VideoGenerationError(wrapping: error))
        }
        generation = nil
    }
}
