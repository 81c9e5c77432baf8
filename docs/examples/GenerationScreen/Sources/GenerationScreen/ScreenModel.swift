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
///             Button("Generate") { model.start(request) }.disabled(!model.state.canStart)
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

    /// A screen for what `client` makes.
    public init(client: VideoClient, output: VideoOutput = .links) {
        self.client = client
        self.output = output
    }

    /// Starts, unless one is on its way.
    public func start(_ request: VideoRequest) {
        guard state.canStart else { return }
        state = ScreenState()
        state.phase = .planning
        work = Task { await self.run(request) }
    }

    /// Waits until what was started is over.
    public func finished() async { await work?.value }

    /// Gives it up; the screen then shows how that ended.
    public func cancel() async {
        guard let generation else { return }
        do {
            try await client.cancel(generation.id)
        } catch {
            state.message = error.message
        }
    }

    private func run(_ request: VideoRequest) async {
        do {
            let plan = try await client.plan(request)
            state.apply(plan)
            let generation = try await client.submit(plan, to: output)
            self.generation = generation
            for await event in await generation.events() { state.apply(event) }
        } catch {
            state.apply(VideoGenerationError(wrapping: error))
        }
        generation = nil
    }
}
