// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import Synchronization
import VideoGenerationCore

/// Renders the jobs of one process in the order in which they came, a few at a time.
final class RenderQueue: Sendable {
    private let renderer: PanZoomRenderer
    private let limit: Int
    private let state = Mutex(State())

    /// How far a job of this process is.
    struct Rendering {
        /// When it was begun; nil while it waits.
        var begun: ContinuousClock.Instant?
        /// The share that is done, 0 to 1.
        var progress: Double?

        var isBegun: Bool { begun != nil }

        /// How long it will take by what it has taken so far; nil at the beginning, when that says little.
        var eta: Duration? {
            guard let begun, let progress, progress > 0.05 else { return nil }
            return (ContinuousClock.now - begun) * ((1 - progress) / progress)
        }
    }

    private struct State {
        var waiting: [JobFolder] = []
        var renderings: [String: Rendering] = [:]
        var tasks: [String: Task<Void, Never>] = [:]
        /// Why jobs were not rendered, for reasons that may pass.
        var troubles: [String: VideoGenerationError] = [:]
        var isStopped = false
    }

    init(renderer: PanZoomRenderer, limit: Int) {
        self.renderer = renderer
        self.limit = limit
    }

    /// The jobs that wait or are rendered.
    var ids: Set<String> { state.withLock { Set($0.renderings.keys) } }

    /// How far the job `id` is; nil if it is none of this queue.
    func rendering(_ id: String) -> Rendering? { state.withLock { $0.renderings[id] } }

    /// Why the job `id` was not rendered, if that may pass; told once.
    func trouble(_ id: String) -> VideoGenerationError? { state.withLock { $0.troubles.removeValue(forKey: id) } }

    /// Takes a job, unless it has it, or was stopped.
    func add(_ job: JobFolder) {
        state.withLock { state in
            guard state.renderings[job.id] == nil, !state.isStopped else { return }
            state.renderings[job.id] = Rendering()
            state.waiting.append(job)
            advance(&state)
        }
    }

    /// Drops a job; when this returns, its ffmpeg is gone.
    func cancel(_ id: String) async {
        let task = state.withLock { state -> Task<Void, Never>? in
            if let position = state.waiting.firstIndex(where: { $0.id == id }) {
                state.waiting.remove(at: position)
                state.renderings[id] = nil
            }
            return state.tasks[id]
        }
        task?.cancel()
        await task?.value
    }

    /// Drops all jobs, as the end of the process would, waits for that, and takes no other.
    func stop() async {
        let tasks = state.withLock { state in
            state.isStopped = true
            for job in state.waiting { state.renderings[job.id] = nil }
            state.waiting = []
            return Array(state.tasks.values)
        }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }

    private func advance(_ state: inout State) {
        while state.tasks.count < limit, !state.waiting.isEmpty {
            let job = state.waiting.removeFirst()
            state.renderings[job.id]?.begun = .now
            state.tasks[job.id] = Task.detached {
                await self.render(job)
                self.state.withLock { state in
                    state.renderings[job.id] = nil
                    state.tasks[job.id] = nil
                    self.advance(&state)
                }
            }
        }
    }

    private func render(_ job: JobFolder) async {
        do throws(VideoGenerationError) {
            // Whoever else has it renders it.
            guard let hold = try job.hold() else { return }
            do throws(VideoGenerationError) {
                try job.removeHalves()
                for sample in 0..<job.job.samples where !(try job.hasClip(sample)) {
                    guard try !job.isCancelled() else { break }
                    try await render(sample, of: job)
                }
            } catch {
                switch error.code {
                // What was asked for cannot be made.
                case .generationFailed, .invalidInput, .invalidRequest, .unreadableInput: try job.fail(error)
                // Broken off, it is neither done nor failed: the next one who is asked about it goes on.
                case .cancelled: break
                default: throw error
                }
            }
            if try job.isCancelled() { try job.removeContent() }
            withExtendedLifetime(hold) {}
        } catch {
            // Something that may pass, such as a full disk or a missing program: whoever asks is told.
            state.withLock { $0.troubles[job.id] = error }
        }
    }

    private func render(_ sample: Int, of job: JobFolder) async throws(VideoGenerationError) {
        let clip = job.job.clip(sample, of: job.picturePath)
        try await renderer.render(clip, to: job.clipPath(sample)) { share in
            if (try? job.isCancelled()) == true { self.state.withLock { $0.tasks[job.id] }?.cancel() }
            let whole = (Double(sample) + share) / Double(job.job.samples)
            self.state.withLock { $0.renderings[job.id]?.progress = whole }
        }
    }
}
