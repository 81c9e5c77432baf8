// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import VideoGenerationCore

extension VideoTracker {
    /// Brings home what a finished task made: one outcome for each sample that was asked for.
    func deliver(_ remote: [RemoteSample], of task: TrackedTask) async {
        let wanted = Self.wanted(of: remote, for: task)
        let deadline = loop.now + configuration.deliveryPatience
        // Side by side: signed URLs expire, and one slow sample must not cost another.
        let (id, given) = (task.id, remote.count)
        let fetches = wanted.enumerated().map { index, sample in
            Task(executorPreference: loop) {
                await self.outcome(of: sample, index: index, id, deadline: deadline, given: given)
            }
        }
        task.fetches = fetches
        if isStopping { fetches.forEach { $0.cancel() } }
        defer { task.fetches = [] }
        var samples: [SampleOutcome] = []
        var errors: [VideoGenerationError] = []
        for fetch in fetches {
            let (sample, error) = await fetch.value
            samples.append(sample)
            if let error { errors.append(error) }
        }
        guard !isStopping else { return }
        if given > samples.count, let last = samples.indices.last {
            let note = "The service gave \(given) videos for \(samples.count); the others are left there."
            samples[last].reason = samples[last].reason.map { $0 + " " + note } ?? note
        }
        task.record.samples = samples.map { sample in
            var recorded = sample
            recorded.url = nil
            return recorded
        }
        guard samples.contains(where: { $0.outcome == .delivered }), let handle = task.record.handle else {
            return await fail(task, failure(of: samples, errors))
        }
        let delivery = Delivery(
            task: handle, samples: samples, report: task.record.report, attempts: task.record.attempts.count)
        await end(task, as: .delivered, .delivered(delivery))
    }

    /// The service's sample for each of ours. If their number was neither asked for nor documented, there is room for one:
    /// the first that was made, because it is paid for.
    private static func wanted(of remote: [RemoteSample], for task: TrackedTask) -> [RemoteSample?] {
        guard task.record.report.applied(.samples) == nil else {
            return (0..<task.samples).map { index in remote.first { $0.index == index } }
        }
        return [remote.first { if case .url = $0.location { true } else { false } } ?? remote.first]
    }

    /// Why there is not one file, if there is none.
    private func failure(of samples: [SampleOutcome], _ errors: [VideoGenerationError]) -> VideoGenerationError {
        if let error = errors.first { return error }
        let reasons = Set(samples.compactMap(\.reason)).sorted().joined(separator: " ")
        let isFiltered = samples.contains { $0.outcome == .filtered }
        return VideoGenerationError(
            isFiltered ? .contentRefused : .noVideo,
            "The service ended the task as successful and gave no video. \(reasons)")
    }

    private func outcome(
        of remote: RemoteSample?, index: Int, _ id: TaskID, deadline: MonotonicTime, given: Int
    ) async -> (SampleOutcome, VideoGenerationError?) {
        guard let task = tracked[id] else { return (SampleOutcome(index: index, outcome: .failed), nil) }
        switch remote?.location {
        case .filtered(let reason):
            return (SampleOutcome(index: index, outcome: .filtered, reason: reason), nil)
        case .missing(let reason):
            return (SampleOutcome(index: index, outcome: .failed, reason: reason), nil)
        case nil:
            let reason = "The service gave \(given) of \(task.samples) videos, and no reason."
            return (SampleOutcome(index: index, outcome: .failed, reason: reason), nil)
        case .url(let url):
            guard case .files(let plan) = task.destination else {
                return (SampleOutcome(index: index, outcome: .delivered, url: url.description), nil)
            }
            do throws(VideoGenerationError) {
                return (try await fetch(url, remote?.index ?? index, index: index, task, plan, deadline: deadline), nil)
            } catch {
                let outcome = error.code == .resultExpired ? SampleOutcome.Outcome.expired : .failed
                return (SampleOutcome(index: index, outcome: outcome, reason: error.message), error)
            }
        }
    }

    private func fetch(
        _ url: WebURL, _ remoteIndex: Int, index: Int, _ task: TrackedTask, _ plan: OutputPlan, deadline: MonotonicTime
    ) async throws(VideoGenerationError) -> SampleOutcome {
        let target = try plan.path(ofSample: index + 1, task: task.id)
        let spare = try plan.sparePath(ofSample: index + 1, task: task.id)
        let file = try await unlessTaken { () throws(VideoGenerationError) in
            try PartialFile(target: target)
        } else: { () throws(VideoGenerationError) in
            try PartialFile(target: spare)
        }
        do throws(VideoGenerationError) {
            let download = Download(
                loop: loop, reach: task.model.surface.reach, largestFile: configuration.largestFile,
                deadline: deadline, pause: { await self.pause($0) },
                freshURL: { await self.freshURL(of: remoteIndex, task) })
            let facts = try await download.run(from: url, into: file)
            let saved = try await unlessTaken { () throws(VideoGenerationError) in
                try file.finish()
            } else: { () throws(VideoGenerationError) in
                try file.finish(at: spare)
            }
            let reasons = [
                saved.path == spare && spare != target ? "Something took the name \(target) meanwhile." : nil,
                facts.differences(from: task.record.report),
            ].compactMap { $0 }
            return SampleOutcome(
                index: index, outcome: .delivered, path: saved.path, bytes: saved.byteCount, sha256: saved.sha256,
                duration: facts.duration, width: facts.width, height: facts.height,
                reason: reasons.isEmpty ? nil : reasons.joined(separator: " "))
        } catch {
            // Now, not when the last of those who know the file lets go of it.
            try await loop.offload { () throws(VideoGenerationError) in file.discard() }
            throw error
        }
    }

    /// Writes under the name that was asked for, or under a spare one if something took that: the video is paid for.
    private func unlessTaken<File: Sendable>(
        _ write: @escaping @Sendable () throws(VideoGenerationError) -> File,
        else writeSpare: @escaping @Sendable () throws(VideoGenerationError) -> File
    ) async throws(VideoGenerationError) -> File {
        try await loop.offload { () throws(VideoGenerationError) in
            do throws(VideoGenerationError) {
                return try write()
            } catch {
                guard error.code == .outputUnwritable else { throw error }
                return try writeSpare()
            }
        }
    }

    /// One more answer of the service, which signs URLs when it is asked.
    private func freshURL(of index: Int, _ task: TrackedTask) async -> WebURL? {
        guard let handle = task.record.handle else { return nil }
        for _ in 1...3 {
            switch await task.model.status(StatusQuery(handle, by: connection(to: task.model))) {
            case .trouble(let trouble) where trouble.kind == .passing:
                await pause(min(trouble.error.retryAfter ?? .seconds(2), .seconds(60)))
            case .trouble:
                return nil
            case .report(let report):
                guard case .succeeded(let samples) = report.phase,
                    case .url(let url)? = samples.first(where: { $0.index == index })?.location
                else { return nil }
                return url
            }
        }
        return nil
    }
}
