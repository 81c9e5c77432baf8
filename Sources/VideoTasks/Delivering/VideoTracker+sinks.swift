// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import Synchronization
import VideoGenerationCore

// Videos that go where an app keeps them.
extension VideoTracker {
    /// Fetches a sample into a temporary file, and hands it to a sink.
    func give(
        _ sample: Sample, of task: TrackedTask, to sink: any DeliverySink, deadline: MonotonicTime
    ) async throws(VideoGenerationError) -> SampleOutcome {
        let (label, chosen) = (task.label(of: sample.index), configuration.stagingFolder)
        let file = try await loop.offload { () throws(VideoGenerationError) in
            let folder = if let chosen { chosen } else { try OutputPlan.privateTemporaryFolder() }
            return try PartialFile(target: "\(folder)/\(label).mp4", label: label)
        }
        return try await keeping(file) { () throws(VideoGenerationError) in
            let facts = try await fill(file, with: sample, of: task, deadline: deadline)
            let (id, index) = (task.id, sample.index)
            let video = try await loop.offload { () throws(VideoGenerationError) in
                try CheckedVideo(key: label, task: id, sample: index, in: file, facts)
            }
            let location = try await hand(video, to: sink, deadline: deadline)
            try await loop.offload { () throws(VideoGenerationError) in file.discard() }
            return SampleOutcome(video, at: location, reason: facts.differences(from: task.record.report))
        }
    }

    /// How often a sink is asked to keep a video.
    private static let sinkTries = 4

    /// Hands a video to a sink, a few times if need be.
    private func hand(
        _ video: CheckedVideo, to sink: any DeliverySink, deadline: MonotonicTime
    ) async throws(VideoGenerationError) -> String {
        var failures = 0
        while true {
            do throws(VideoGenerationError) {
                return try await ask(sink, toKeep: video, until: deadline)
            } catch {
                failures += 1
                let delay = Duration.seconds(1 << (2 * (failures - 1)))
                guard error.isRetryable, failures < Self.sinkTries, !Task.isCancelled, loop.now + delay < deadline
                else { throw error }
                await pause(delay)
            }
        }
    }

    /// Asks a sink once. One that does not answer in time, or when that is not wanted any more, is left to itself.
    private func ask(
        _ sink: any DeliverySink, toKeep video: CheckedVideo, until deadline: MonotonicTime
    ) async throws(VideoGenerationError) -> String {
        let (loop, box) = (loop, SinkAnswer())
        let call = Task(executorPreference: loop) {
            do throws(VideoGenerationError) {
                let location = try await loop.offload { () async throws(VideoGenerationError) in
                    do {
                        return try await sink.keep(video)
                    } catch {
                        throw VideoGenerationError(unkept: video, by: sink.name, error)
                    }
                }
                box.set(.success(location))
            } catch {
                box.set(.failure(error))
            }
        }
        var wait = Duration.zero
        while true {
            if let answer = box.answer { return try answer.get() }
            guard loop.now < deadline, !isStopping, !Task.isCancelled else { break }
            await pause(min(wait, deadline - loop.now))
            wait = min(max(wait * 2, .milliseconds(5)), .milliseconds(250))
        }
        call.cancel()
        throw VideoGenerationError(
            .outputUnwritable, "The sink \(sink.name) did not keep the video before the time for that was over.")
    }
}

/// What a sink answered.
private final class SinkAnswer: Sendable {
    private let box = Mutex<Result<String, VideoGenerationError>?>(nil)

    var answer: Result<String, VideoGenerationError>? { box.withLock { $0 } }

    func set(_ answer: Result<String, VideoGenerationError>) { box.withLock { $0 = answer } }
}

extension CheckedVideo {
    fileprivate init(
        key: String, task: TaskID, sample: Int, in file: PartialFile, _ facts: VideoFacts
    ) throws(VideoGenerationError) {
        self.init(
            key: key, task: task, sample: sample, path: file.path, byteCount: file.byteCount,
            sha256: try file.sha256(), duration: facts.duration, width: facts.width, height: facts.height)
    }
}

extension VideoGenerationError {
    /// A sink that did not keep a video.
    fileprivate init(unkept video: CheckedVideo, by name: String, _ error: any Error) {
        if let error = error as? VideoGenerationError {
            self = error
        } else {
            self.init(
                .outputUnwritable, "The sink \(name) did not keep the video: it threw \(type(of: error)).",
                isRetryable: !(error is CancellationError), underlying: error)
        }
    }
}

extension SampleOutcome {
    fileprivate init(_ video: CheckedVideo, at location: String, reason: String?) {
        self.init(
            index: video.sample, outcome: .delivered, bytes: video.byteCount, sha256: video.sha256,
            duration: video.duration, width: video.width, height: video.height, reason: reason)
        self.location = location
    }
}
