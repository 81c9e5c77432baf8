// SPDX-License-Identifier: Apache-2.0
import LocalFiles
public import VideoGenerationCore

/// A model on this machine that pans over the picture with ffmpeg: free, offline, and synthetic, because it generates
/// nothing. It is chosen only when it is named, `preview/pan-zoom`.
///
/// What it needs to go on after a crash lies in a folder of its own: the job, the picture and the finished clips. Any value
/// with the same folder, in any process, answers for its tasks; whoever is asked first about one that nobody renders,
/// renders it.
public struct PanZoomPreview: VideoGeneration {
    /// What it can do.
    public let descriptor: CapabilityDescriptor
    /// This machine: no URL, no key.
    public let surface = Surface(name: "preview", baseURL: nil, credential: nil)
    let renderer: PanZoomRenderer
    let shelf: JobShelf
    let queue: RenderQueue
    private let lifetime: Int

    /// A preview that keeps its jobs in `folder`.
    ///
    /// - Parameters:
    ///   - folder: The path of the folder, which is made when the first task is, for this user only.
    ///   - configuration: The settings.
    public init(folder: String, configuration: Configuration = .init()) {
        renderer = PanZoomRenderer(ffmpeg: configuration.ffmpeg)
        shelf = JobShelf(path: OutputPlan.absolute(folder))
        queue = RenderQueue(renderer: renderer, limit: max(1, configuration.rendersAtOnce))
        lifetime = max(0, configuration.resultLifetime)
        descriptor = Self.panZoom(resultLifetime: lifetime)
    }

    /// Settings of a preview.
    public struct Configuration: Sendable {
        /// The ffmpeg program, by its name on the search path or by its path.
        public var ffmpeg: String
        /// How many tasks are rendered at once; further ones wait. Each takes up to two processors.
        public var rendersAtOnce: Int
        /// For how many seconds the clips of a task are kept after the last of them is ready. They are removed when a later
        /// task comes.
        public var resultLifetime: Int

        /// Settings; see the properties.
        public init(ffmpeg: String = "ffmpeg", rendersAtOnce: Int = 2, resultLifetime: Int = 86_400) {
            self.ffmpeg = ffmpeg
            self.rendersAtOnce = rendersAtOnce
            self.resultLifetime = resultLifetime
        }
    }

    /// Writes the job down and begins to render it. Without ffmpeg, and if it cannot be written, nothing is begun and
    /// nothing left behind.
    public func submit(_ submission: Submission) async -> SubmitOutcome {
        await withTaskExecutorPreference(globalConcurrentExecutor) { await begin(submission.request) }
    }

    /// Tells how far a task is. One that nobody renders is rendered from now on.
    public func status(_ query: StatusQuery) async -> StatusOutcome {
        await withTaskExecutorPreference(globalConcurrentExecutor) { await look(query.task.remoteID) }
    }

    /// Ends what is rendered in this process, waits for that, and renders nothing more. Its tasks stay as they are: whoever asks about one next,
    /// such as a later process, renders it again.
    public func shutdown() async { await queue.stop() }

    // Files are written and waited for: not on the loop of a tracker, which its tasks prefer also for concurrent work.
    @concurrent
    private func begin(_ request: NegotiatedRequest) async -> SubmitOutcome {
        do throws(VideoGenerationError) {
            guard renderer.program != nil else { throw PanZoomRenderer.missing(renderer.ffmpeg) }
            guard case .local(let picture)? = request.input(.firstFrame)?.location else {
                throw VideoGenerationError(.invalidInput, "The preview takes a picture's bytes, not its address.")
            }
            try shelf.removeOld(after: lifetime, sparing: queue.ids)
            let job = try shelf.keep(PreviewJob(request), picture: picture)
            queue.add(job)
            return .accepted(remoteID: job.id)
        } catch {
            return .notSent(error)
        }
    }

    @concurrent
    private func look(_ id: String) async -> StatusOutcome {
        do throws(VideoGenerationError) {
            guard let job = try shelf.job(id) else { throw JobFolder.notFound }
            // Another process may have cancelled what is rendered here. Whoever hears of that may end this process next, so
            // the rendering is ended before.
            if try job.isCancelled() { await queue.cancel(id) }
            return .report(try report(job))
        } catch {
            return .trouble(.init(error.code == .taskNotFound ? .unknownTask : .passing, error, isServicesWord: true))
        }
    }

    private func report(_ job: JobFolder) throws(VideoGenerationError) -> StatusReport {
        switch try job.state() {
        case .done:
            let samples = (0..<job.job.samples).map { RemoteSample(index: $0, location: .file(job.clipPath($0))) }
            return StatusReport(.succeeded(samples), word: "done", progress: 1)
        case .failed(let error):
            return StatusReport(.failed(ServiceRefusal(error.code, error.message)), word: "failed")
        case .cancelled:
            return StatusReport(.failed(ServiceRefusal(.cancelled, "It was cancelled.")), word: "cancelled")
        case .open:
            break
        }
        if let rendering = queue.rendering(job.id) {
            return StatusReport(
                rendering.isBegun ? .running : .queued, word: rendering.isBegun ? "rendering" : "queued",
                progress: rendering.progress, eta: rendering.eta)
        }
        // It is no answer about the task; the next question has it rendered once more.
        if let error = queue.trouble(job.id) { throw error }
        // Held by a process that lives, it is rendered there.
        guard try job.hold() != nil else { return StatusReport(.running, word: "rendering elsewhere") }
        queue.add(job)
        return StatusReport(.queued, word: "queued")
    }
}
