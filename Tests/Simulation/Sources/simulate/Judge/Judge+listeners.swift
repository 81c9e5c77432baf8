// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

// What must be true whenever somebody is told something, and at the end.
extension Judge {
    func told(_ event: TaskEvent, of request: Int, by process: Process) {
        guard !process.isDead else { return }
        world.note("told", process.number, request, event.number, say: "request \(request): \(event.word)")
        switch event {
        case .failed(let error):
            // What a slow disk told may be as old as a disk is slow.
            let recent = world.now + .seconds(-60)
            if error.task == nil,
                posts[request]?.contains(where: { $0.outcome != .nothing && $0.time < recent }) == true
            {
                world.violated("request \(request) was told to have failed, and the service may have it.")
            }
        case .attention(let error):
            if error.code == .timedOut, error.message.hasPrefix("The service has not finished") {
                world.violated("request \(request) was given up early.")
            }
        case .delivered(let delivery):
            guard let job = world.service.job(delivery.task.remoteID) else { return }
            for sample in delivery.samples where sample.outcome == .delivered && sample.path == nil {
                guard let url = sample.url else { continue }
                if !url.hasPrefix("https://cdn.example/\(job.remoteID)/\(sample.index).mp4?") {
                    world.violated("request \(request) got the link \(url).")
                }
            }
        case .failover: world.hit(.process, .failedOver)
        case .held: world.hit(.process, .held)
        case .submitted, .status, .retrying, .unanswered, .submissionUnknown: break
        }
    }

    /// Nothing goes wrong any more, and everybody had time.
    func judgeEnd() {
        for task in world.disk.tasks.values.sorted(by: { $0.id.rawValue < $1.id.rawValue }) {
            judgeEnd(of: task)
        }
        for entry in world.service.ledger where world.disk.taskOfRequest[entry.request] == nil {
            world.violated("\(entry.remoteID) is billed, and its task is lost.")
        }
        if (try? world.disk.root.tasks(in: Set(TaskState.allCases)).count) != world.disk.tasks.count {
            world.violated("A task was lost from the store.")
        }
    }

    private func judgeEnd(of task: VideoTask) {
        guard let request = request(of: task) else { return }
        func violated(_ rule: String) { world.violated("request \(request), \(task.state.rawValue): \(rule)") }
        if !task.state.isTerminal { violated("it never ended.") }
        if (try? world.disk.root.task(task.id)) != task { violated("the store has another record.") }
        let entries = world.service.ledger.filter { $0.request == request }
        let strangers = entries.filter { $0.remoteID != task.handle?.remoteID }.count
        let unknown = task.attempts.count { $0.outcome == .unknown }
        if !task.isUnknown, strangers > unknown { violated("\(strangers) billed submissions are nowhere recorded.") }
        let attempts = task.attempts.count { $0.outcome == .unknown || $0.outcome == .accepted }
        if entries.count > attempts + (task.isUnknown ? 1 : 0) { violated("it was billed more often than submitted.") }
        guard let handle = task.handle, let job = world.service.job(handle.remoteID) else { return }
        let hasVideo = !job.made.isEmpty && job.fate.result != .gone
        let isDelivered = task.state == .delivered
        if job.fate.result == .gone, !world.plan.requests[request].goesToFiles { return }
        if hasVideo != isDelivered { violated("the service has \(job.fate.result.rawValue).") }
    }
}

extension TaskEvent {
    var number: Int {
        switch self {
        case .submitted: 0
        case .status: 1
        case .retrying: 2
        case .attention: 3
        case .delivered: 4
        case .failed: 5
        case .submissionUnknown: 6
        case .unanswered: 7
        case .failover: 8
        case .held: 9
        }
    }

    var word: String {
        switch self {
        case .submitted(let handle): "submitted \(handle.remoteID)"
        case .status(let status): "\(status.state.rawValue) (\(status.word ?? "no word"))"
        case .retrying(let notice): "retrying after \(notice.delay): \(notice.reason.message)"
        case .failover(let failover): "failover from \(failover.from): \(failover.reason.message)"
        case .held(let error): "held: \(error.message)"
        case .unanswered(let error): "unanswered: \(error.message)"
        case .attention(let error): "attention \(error.code.rawValue): \(error.message)"
        case .delivered: "delivered"
        case .failed(let error): "failed \(error.code.rawValue): \(error.message)"
        case .submissionUnknown(_, let evidence): "submission unknown: \(evidence.message)"
        }
    }
}
