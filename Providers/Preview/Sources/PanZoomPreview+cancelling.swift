// SPDX-License-Identifier: Apache-2.0
import LocalFiles
public import VideoGenerationCore

extension PanZoomPreview: CancellableVideoGeneration {
    /// Stops a task and removes its files. If another process renders it, that one sees it within a second or so.
    public func cancel(_ query: StatusQuery) async -> CancelOutcome {
        await withTaskExecutorPreference(globalConcurrentExecutor) { await cancel(query.task.remoteID) }
    }

    @concurrent
    private func cancel(_ id: String) async -> CancelOutcome {
        do throws(VideoGenerationError) {
            guard let job = try shelf.job(id) else { throw JobFolder.notFound }
            switch try job.state() {
            case .cancelled: return .cancelled
            case .done: throw VideoGenerationError(.invalidRequest, "It is finished: there is nothing left to stop.")
            case .failed: throw VideoGenerationError(.invalidRequest, "It has failed: there is nothing left to stop.")
            case .open: break
            }
            // First the note: whoever renders it, or begins to, finds it.
            try job.cancel()
            await queue.cancel(id)
            if let hold = try job.hold() {
                try job.removeContent()
                withExtendedLifetime(hold) {}
            }
            return .cancelled
        } catch {
            return .refused(error)
        }
    }
}
