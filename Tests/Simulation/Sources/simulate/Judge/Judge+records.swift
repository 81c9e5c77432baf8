// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

// What must be true whenever a record changes.
extension Judge {
    /// `after` has replaced `before`; without a process, it came out of the reserve.
    func committed(_ after: VideoTask, over before: VideoTask, by process: Process?) {
        guard let request = request(of: after) else { return world.violated("A record has another's request.") }
        world.note(
            "record", request, after.revision, process?.number ?? -1,
            say: "request \(request) revision \(after.revision): \(after.state.rawValue) "
                + (after.handle?.remoteID ?? "") + (after.failure.map { " \($0.code.rawValue): \($0.message)" } ?? "")
                + " by \(process.map { "process \($0.number)" } ?? "the reserve")")
        func violated(_ rule: String) {
            world.violated("request \(request), \(before.state.rawValue) to \(after.state.rawValue): \(rule)")
        }
        if after.revision != before.revision + 1 { violated("a newer revision was overwritten.") }
        if after.id != before.id || after.requestKey != before.requestKey || after.created != before.created {
            violated("what never changes was changed.")
        }
        if !after.attempts.map(\.outcome).starts(with: before.attempts.map(\.outcome)) {
            violated("an attempt was forgotten.")
        }
        if let handle = before.handle, after.handle != handle { violated("its id was lost.") }
        if before.owner != after.owner, let owner = before.owner, processes[owner]?.isDead == false,
            !before.state.isTerminal, before.handle != nil || after.handle == nil
        {
            violated("it was taken from a living process.")
        }
        if let handle = after.handle, world.service.job(handle.remoteID)?.request != request {
            violated("it got another's id.")
        }
        judgeMove(before, after, request, process, violated)
        switch after.stage {
        case .ended(let end) where before.stage != after.stage: prove(end, after, request, violated)
        case .unknown where !before.isUnknown:
            // One that took the task over cannot know; one that had an answer can.
            let isJudged = after.evidence.map { !$0.message.hasPrefix("It is not known how far") } == true
            if isJudged, posts[request]?.contains(where: { $0.outcome != .nothing }) != true {
                violated("it is called unknown, and it is known.")
            }
        default: break
        }
    }

    private func judgeMove(
        _ before: VideoTask, _ after: VideoTask, _ request: Int, _ process: Process?, _ violated: (String) -> Void
    ) {
        switch (before.stage, after.stage) {
        case (.accepted(let old), .accepted(let new)):
            if new.place < old.place { violated("it went back.") }
        case (.unknown, .submitting):
            authorisedStages += 1
            if authorisedStages > takes { violated("it is submitted again, and nobody allowed that.") }
        case (.unknown, .unknown): break
        case (.unknown, _): violated("what is unknown became known by itself.")
        case (.ended(let end), _) where end.handle == nil && after.handle == nil:
            if before.stage != after.stage, process?.asked.contains(request) == false {
                violated("what had ended began again.")
            }
            // It is made anew, and counted anew.
            if let process {
                process.submissions[request] = 0
                for host in world.hosts {
                    notBefore[Errand(process: process.number, request: request, step: .submit, host: host)] = nil
                }
            }
        case (.ended, .accepted):
            if !wantedAgain.contains(after.id) { violated("what had ended began again.") }
        case (.ended, _) where before.stage != after.stage: violated("what had ended changed.")
        default: break
        }
    }

    /// Nothing ends but by proof.
    private func prove(_ end: Stage.Ended, _ task: VideoTask, _ request: Int, _ violated: (String) -> Void) {
        guard let handle = end.handle else {
            if posts[request]?.contains(where: { $0.outcome != .nothing }) == true {
                violated("it ended as not submitted, and the service may have it.")
            }
            return
        }
        guard let job = world.service.job(handle.remoteID) else { return }
        let isTold = !job.told.isEmpty
        let result = job.fate.result
        switch end.failure?.code {
        case nil: proveDelivery(end.samples, job, violated)
        case .generationFailed?:
            if result != .failed || !isTold { violated("it failed without the service's word.") }
        case .noVideo?, .contentRefused?:
            if result != .nothing || !isTold { violated("it ended without a video, and there is one.") }
        case .taskNotFound?:
            if result != .lost || !job.isForgotten { violated("it was given up, and the service has it.") }
        case .resultExpired?:
            // Whose fresh URL is no good either may call it gone; somebody can fetch it again later.
            if result != .gone && job.refusals < 2 || !isTold {
                violated("its files are called gone, and they are there.")
            }
        case .downloadFailed?, .notAVideo?, .outputUnwritable?:
            if !isTold || job.made.isEmpty { violated("it could not be fetched, and was not done.") }
        case let code?: violated("it ended as \(code.rawValue) without proof.")
        }
    }

    private func proveDelivery(_ samples: [SampleOutcome], _ job: Service.Job, _ violated: (String) -> Void) {
        let delivered = samples.filter { $0.outcome == .delivered }
        if delivered.isEmpty || samples.count != job.samples {
            violated("\(delivered.count) of \(job.samples) samples.")
        }
        let goesToFiles = world.plan.requests[job.request].goesToFiles
        for sample in samples {
            let isMade = job.made.contains(sample.index)
            if sample.outcome == .delivered, !isMade { violated("sample \(sample.index) was never made.") }
            if sample.outcome != .delivered, isMade, !goesToFiles { violated("sample \(sample.index) was dropped.") }
            guard sample.outcome == .delivered, goesToFiles else { continue }
            guard let path = sample.path, let bytes = Files.content(of: path) else {
                violated("there is no file of sample \(sample.index).")
                continue
            }
            if bytes != SmallVideo.bytes(of: job.remoteID, sample.index) {
                violated("the file of sample \(sample.index) is not what the service made.")
            }
        }
    }
}

extension VideoTask {
    var isUnknown: Bool { if case .unknown = stage { true } else { false } }
}
