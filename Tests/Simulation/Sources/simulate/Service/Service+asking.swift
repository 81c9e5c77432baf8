// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoGenerationTesting

extension Service {
    /// Somebody asks how a task is doing.
    func asked(_ remoteID: String, at host: String, by process: Process) -> VirtualReply {
        guard let job = job(remoteID), job.host == host else {
            // Whether the service is there: about a task that nobody has.
            if job(remoteID) == nil, remoteID.count == 20 { return isThere(process) }
            world.violated("Process \(process.number) asked for the task \"\(remoteID)\", which no service has.")
            return .envelope(404, "TASK_NOT_FOUND")
        }
        let step: Step = job.told.contains(process.number) ? .renewal : .poll
        let crash = process.crash(at: step)
        if crash == .before { return .failure(.cancelled) }
        world.note("ask", process.number, job.request, step.rawValue, say: "\(step) of \(remoteID)")
        world.judge.asked(job, process, step)
        var reply: VirtualReply?
        if crash == nil, let fault = world.draw(step) {
            reply = self.reply(fault, job, step, process)
            if reply != nil { world.hit(step, fault) }
        }
        if crash == .after { process.die() }
        return reply ?? honest(job, step, process)
    }

    private func isThere(_ process: Process) -> VirtualReply {
        if let stopped = process.stopped, world.now > stopped {
            world.violated("Process \(process.number) asked whether the service is there after it was stopped.")
        }
        world.note("ask", process.number, say: "whether the service is there")
        return switch world.draw(.poll) {
        case .refused: .refused
        case .silenceTaken: .silence
        case .badGatewayUntaken: .page(502)
        default: .envelope(404, "TASK_NOT_FOUND")
        }
    }

    private func age(_ job: Job) -> Duration { world.now - job.taken }

    private func isDone(_ job: Job) -> Bool { age(job) >= job.fate.queued + job.fate.running }

    /// What goes wrong; nil if it cannot go wrong in this way now.
    private func reply(_ fault: Fault, _ job: Job, _ step: Step, _ process: Process) -> VirtualReply? {
        switch fault {
        case .refused: return .refused
        case .resetTaken: return .failure(.connectionLost)
        case .silenceTaken: return .failure(.timedOut).after(.seconds(60))
        case .slow: return honest(job, step, process).after(.seconds(world.random.number(in: 1...55)))
        case .badGatewayUntaken: return .page(502)
        case .unavailableUntaken: return .page(503)
        case .errorUntaken: return .page(500)
        case .html: return .page(200)
        case .cutJSON: return .json(#"{"task":{"status":"TASK_STATUS_SUC"#)
        case .redirect: return .redirect(to: "https://elsewhere.example/")
        case .keyRefused: return .envelope(401, "INVALID_API_KEY")
        case .busy, .tooMany:
            let wait = world.random.number(in: 1...200)
            world.judge.toldToWait(.seconds(wait), job, process, step)
            return fault == .busy
                ? .envelope(503, "SERVICE_NOT_AVAILABLE", header: "Retry-After: \(wait)\r\n")
                : .envelope(429, "RATE_LIMIT_EXCEEDED", header: "Retry-After: \(wait)\r\n")
        case .unknownWord: return isDone(job) ? nil : .json(#"{"task":{"status":"TASK_STATUS_PONDERING"}}"#)
        case .regress:
            return age(job) < job.fate.queued ? nil : .json(#"{"task":{"status":"TASK_STATUS_QUEUED"}}"#)
        case .freshUnknown: return age(job) > .seconds(40) ? nil : .envelope(404, "TASK_NOT_FOUND")
        case .otherTask:
            return .json(
                #"{"task":{"task_id":"t-other","status":"TASK_STATUS_SUCCEED"},"videos":[{"video_url":"https://cdn.example/other.mp4"}]}"#
            )
        default: return nil
        }
    }

    private func honest(_ job: Job, _ step: Step, _ process: Process) -> VirtualReply {
        if job.fate.result == .lost, age(job) >= job.fate.queued {
            if !world.isCalm { world.hit(.poll, .gone) }
            job.isForgotten = true
            return .envelope(404, "TASK_NOT_FOUND")
        }
        if step == .poll { world.judge.answered(job) }
        guard isDone(job) else {
            let word = age(job) < job.fate.queued ? "TASK_STATUS_QUEUED" : "TASK_STATUS_PROCESSING"
            let percent = Int(100 * (age(job) / (job.fate.queued + job.fate.running)))
            return .json(#"{"task":{"task_id":"\#(job.remoteID)","status":"\#(word)","progress_percent":\#(percent)}}"#)
        }
        // A reply that the process is not there to read tells it nothing.
        if !process.isDead { job.told.insert(process.number) }
        switch job.fate.result {
        case .failed:
            if step == .poll { world.hit(.poll, .failed) }
            return .json(#"{"task":{"status":"TASK_STATUS_FAILED","reason":"it would not render"}}"#)
        case .nothing:
            if step == .poll { world.hit(.poll, .nothingMade) }
            return .json(#"{"task":{"status":"TASK_STATUS_SUCCEED"},"videos":[]}"#)
        case .partial where step == .poll: world.hit(.poll, .partial)
        case .gone where step == .renewal: world.hit(.renewal, .gone)
        default: break
        }
        let expiry = (world.now + job.fate.urlLife).nanoseconds
        let videos = (0..<job.samples).map { index in
            job.made.contains(index)
                ? #"{"video_url":"https://cdn.example/\#(job.remoteID)/\#(index).mp4?expires=\#(expiry)"}"#
                : #"{"video_url":""}"#
        }
        return .json(
            #"{"task":{"status":"TASK_STATUS_SUCCEED"},"videos":[\#(videos.joined(separator: ","))]}"#)
    }
}
