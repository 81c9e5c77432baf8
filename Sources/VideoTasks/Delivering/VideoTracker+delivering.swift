// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import VideoGenerationCore

extension VideoTracker {
    /// Brings home what a finished task made: one outcome for each sample that was asked for, and what went wrong first.
    func fetch(_ remote: [RemoteSample], of task: TrackedTask) async -> ([SampleOutcome], VideoGenerationError?) {
        let wanted = Self.wanted(of: remote, for: task)
        let deadline = loop.now + max(configuration.deliveryPatience, .zero)
        // Side by side: signed URLs expire, and one slow sample must not cost another.
        let (id, given) = (task.id, remote.count)
        let fetches = wanted.enumerated().map { index, sample in
            Task(executorPreference: loop) {
                await self.observedOutcome(of: sample, index: index, id, deadline: deadline, given: given)
            }
        }
        task.fetches = fetches
        if isStopping { fetches.forEach { $0.cancel() } }
        defer { task.fetches = [] }
        var samples: [SampleOutcome] = []
        var first: VideoGenerationError?
        for fetch in fetches {
            let (sample, error) = await fetch.value
            samples.append(sample)
            first = first ?? error
        }
        if given > samples.count, let last = samples.indices.last {
            let note = "The service gave \(given) videos for \(samples.count); the others are left there."
            samples[last].reason = samples[last].reason.map { $0 + " " + note } ?? note
        }
        return (samples, first)
    }

    /// The service's sample for each of ours. If their number was neither asked for nor documented, there is room for one:
    /// the first that was made, because it is paid for.
    private static func wanted(of remote: [RemoteSample], for task: TrackedTask) -> [RemoteSample?] {
        guard task.record.report.applied(.samples) == nil else {
            return (0..<task.record.sampleCount).map { index in remote.first { $0.index == index } }
        }
        return [remote.first(where: \.isThere) ?? remote.first]
    }

    private func observedOutcome(
        of remote: RemoteSample?, index: Int, _ id: TaskID, deadline: MonotonicTime, given: Int
    ) async -> (SampleOutcome, VideoGenerationError?) {
        let begun = loop.now
        let outcome = await outcome(of: remote, index: index, id, deadline: deadline, given: given)
        if let task = tracked[id] { observe(task, .fetched(outcome.0, took: loop.now - begun)) }
        return outcome
    }

    private func outcome(
        of remote: RemoteSample?, index: Int, _ id: TaskID, deadline: MonotonicTime, given: Int
    ) async -> (SampleOutcome, VideoGenerationError?) {
        guard let task = tracked[id] else { return (SampleOutcome(index: index, outcome: .failed), nil) }
        guard let remote else {
            let reason = "The service gave \(given) of \(task.record.sampleCount) videos, and no reason."
            return (SampleOutcome(index: index, outcome: .failed, reason: reason), nil)
        }
        switch remote.location {
        case .filtered(let reason):
            return (SampleOutcome(index: index, outcome: .filtered, reason: reason), nil)
        case .missing(let reason):
            return (SampleOutcome(index: index, outcome: .failed, reason: reason), nil)
        case .url, .credentialed, .file:
            do throws(VideoGenerationError) {
                let sample = Sample(index: index, remoteIndex: remote.index, location: remote.location)
                return (try await bringHome(sample, of: task, deadline: deadline), nil)
            } catch {
                let outcome = error.code == .resultExpired ? SampleOutcome.Outcome.expired : .failed
                return (SampleOutcome(index: index, outcome: outcome, reason: error.message), error)
            }
        }
    }

    /// A sample that is somewhere.
    struct Sample {
        /// Which of ours it is.
        let index: Int
        /// Which one it is for the service.
        let remoteIndex: Int
        let location: RemoteSample.Location
    }

    private func bringHome(
        _ sample: Sample, of task: TrackedTask, deadline: MonotonicTime
    ) async throws(VideoGenerationError) -> SampleOutcome {
        let label = task.label(of: sample.index)
        switch task.destination {
        case .links: return try link(to: sample, of: task)
        case .files(let plan):
            let paths = try plan.paths(ofSample: sample.index + 1, task: task.id)
            let file = try await firstFree(paths) { path throws(VideoGenerationError) in
                try PartialFile(target: path, label: label)
            }
            return try await keeping(file) { () throws(VideoGenerationError) in
                let facts = try await fill(file, with: sample, of: task, deadline: deadline)
                let saved = try await firstFree(paths) { path throws(VideoGenerationError) in
                    // A process that ended between the renaming and the record left the very same file.
                    if let saved = file.finish(ifSameAs: path) { return saved }
                    return try file.finish(at: path)
                }
                return SampleOutcome(
                    sample.index, saved, facts,
                    reasons: [
                        saved.path != paths[0] ? "Something took the name \(paths[0]) meanwhile." : nil,
                        facts.differences(from: task.record.report),
                    ])
            }
        case .sink(let name):
            return try await give(sample, of: task, to: try configuration.sink(named: name), deadline: deadline)
        }
    }

    /// Where a sample is, for who fetches it alone.
    private func link(to sample: Sample, of task: TrackedTask) throws(VideoGenerationError) -> SampleOutcome {
        var outcome = SampleOutcome(index: sample.index, outcome: .delivered)
        switch sample.location {
        case .url(let url): outcome.url = url.description
        case .credentialed(let url):
            outcome.url = url.description
            outcome.reason = task.model.surface.credential.map { "Fetching it needs the credential \($0.rawValue)." }
        case .file(let path): outcome.path = try task.local(path)
        case .filtered, .missing: break
        }
        return outcome
    }

    /// Lets `body` do what is to be done with a file, which is gone if that fails.
    func keeping(
        _ file: PartialFile, _ body: () async throws(VideoGenerationError) -> SampleOutcome
    ) async throws(VideoGenerationError) -> SampleOutcome {
        do throws(VideoGenerationError) {
            return try await body()
        } catch {
            // Now, not when the last of those who know the file lets go of it.
            try await loop.offload { () throws(VideoGenerationError) in file.discard() }
            throw error
        }
    }

    /// Brings a sample's bytes into `file`, and says what its container says.
    func fill(
        _ file: PartialFile, with sample: Sample, of task: TrackedTask, deadline: MonotonicTime
    ) async throws(VideoGenerationError) -> VideoFacts {
        if case .file(let path) = sample.location {
            let (path, largest) = (try task.local(path), configuration.largestFile)
            return try await loop.offload { () throws(VideoGenerationError) in
                try file.copy(from: path, atMost: largest)
                return try MP4Inspector().inspect(fileAt: file.path)
            }
        }
        guard let source = Download.Source(sample.location) else {
            throw VideoGenerationError(.noVideo, "There is nothing to be fetched.")
        }
        let download = Download(
            loop: loop, connection: connection(to: task.model), largestFile: configuration.largestFile,
            deadline: deadline, pause: { await self.pause($0) },
            retry: { self.retry(at: $0.origin, after: $1, failures: $2) },
            succeed: { self.succeed(at: $0.origin, returning: $1) },
            freshURL: { await self.freshURL(of: sample.remoteIndex, task) })
        return try await download.run(from: source, into: file)
    }

    /// Writes under the first of `paths` that nothing has taken: the video is paid for.
    private func firstFree<File: Sendable>(
        _ paths: [String], _ write: @escaping @Sendable (String) throws(VideoGenerationError) -> File
    ) async throws(VideoGenerationError) -> File {
        try await loop.offload { () throws(VideoGenerationError) in
            var taken: VideoGenerationError?
            for path in paths {
                do throws(VideoGenerationError) {
                    return try write(path)
                } catch {
                    guard error.code == .outputUnwritable else { throw error }
                    // What is wrong with the name that was asked for says most.
                    taken = taken ?? error
                }
            }
            throw taken ?? VideoGenerationError(.outputUnwritable, "There is no name for the file.")
        }
    }

    /// One more answer of the service, which signs URLs when it is asked.
    private func freshURL(of index: Int, _ task: TrackedTask) async -> Download.Renewal {
        guard let handle = task.record.handle else { return .gone }
        var (price, failures, waited) = (0, 0, Duration.zero)
        while !Task.isCancelled {
            var (wait, trouble) = (Duration.zero, RetryBudget.Trouble.transient)
            var answer = VideoGenerationError(.protocolViolation, "It says that the task is not done.")
            switch await answerInTurn(about: handle, of: task.model) {
            case .report(let report):
                switch report.phase {
                case .succeeded(let samples):
                    succeed(at: handle.origin, returning: price)
                    let location = samples.first { $0.index == index }?.location
                    return location.flatMap(Download.Source.init).map(Download.Renewal.source) ?? .gone
                case .failed: return .gone
                // A finished task does not go back: such an answer says as little as none.
                case .queued, .running: trouble = .throttled
                }
            // Neither does it end by one machine of the service that does not know it.
            case .trouble(let told):
                answer = told.error
                wait = min(answer.retryAfter ?? .zero, .seconds(60))
                if told.kind != .passing || answer.code == .rateLimited { trouble = .throttled }
            }
            failures += 1
            let retry = retry(at: handle.origin, after: trouble, failures: failures)
            price = retry.price
            wait = max(wait, retry.pause)
            waited += wait
            guard waited < Self.renewalPatience else { return .unanswered(answer) }
            await pause(wait)
        }
        return .unanswered(VideoGenerationError(.cancelled, "It was cancelled."))
    }

    /// How long a service that stumbles is asked for a fresh URL.
    private static let renewalPatience = Duration.seconds(120)
}

extension RemoteSample {
    /// Whether there is a video to be fetched.
    fileprivate var isThere: Bool {
        switch location {
        case .url, .credentialed, .file: true
        case .filtered, .missing: false
        }
    }
}

extension TrackedTask {
    /// What a temporary file of one of its samples is called.
    func label(of index: Int) -> String { "\(id.rawValue)-\(index + 1)" }

    /// The path of a file, if its model may name one: what a service says must not become a path of this machine.
    fileprivate func local(_ path: String) throws(VideoGenerationError) -> String {
        guard model.surface.baseURL == nil else {
            throw VideoGenerationError(
                .protocolViolation, "\(record.model) is behind a URL, and named a file of this machine as its result.")
        }
        return path
    }
}

extension SampleOutcome {
    fileprivate init(_ index: Int, _ saved: SavedFile, _ facts: VideoFacts, reasons: [String?]) {
        let reasons = reasons.compactMap { $0 }
        self.init(
            index: index, outcome: .delivered, path: saved.path, bytes: saved.byteCount, sha256: saved.sha256,
            duration: facts.duration, width: facts.width, height: facts.height,
            reason: reasons.isEmpty ? nil : reasons.joined(separator: " "))
    }
}
