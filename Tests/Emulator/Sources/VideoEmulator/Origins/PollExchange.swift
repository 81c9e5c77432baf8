// SPDX-License-Identifier: Apache-2.0

/// One poll, from the task's state to its answer or its accident.
struct PollExchange {
    let wire: any Wire
    let services: Services
    let connection: Connection

    func run(taskID: String) async throws {
        let report = services.tasks.report(taskID)
        let fault = services.faults.takePoll(hasVideos: report.map { $0.videos > 0 } ?? false)
        let reply = answer(report, fault: fault)
        guard let fault else { return try await connection.send(reply) }
        switch fault.kind {
        case .cutJSON:
            try await connection.sendCut(reply)
        case .reset:
            await connection.reset()
        case .silence:
            try await connection.hold()
        case .slow:
            try await Task.sleep(for: fault.details.pause(default: 5))
            try await connection.send(reply)
        case .endless:
            let start = Array(#"{"task":{"task_id":""#.utf8)
            try await connection.sendForever(type: "application/json", start: start, filler: UInt8(ascii: "a"))
        default:
            try await connection.send(reply)
        }
    }

    private func answer(_ report: TaskReport?, fault: (kind: PollFault, details: FaultDetails)?) -> Reply {
        switch fault?.kind {
        case .status: return fault?.details.statusReply(on: wire, defaultStatus: 503) ?? .pageNotFound
        case .html: return fault?.details.pageReply() ?? .pageNotFound
        case .notFound: return wire.reply(to: .refused(.taskNotFound))
        default: break
        }
        guard var report else { return wire.reply(to: .refused(.taskNotFound)) }
        if let fault { bend(&report, fault.kind, fault.details) }
        let videos = (0..<report.videos).map { services.signer.video(taskID: report.id, sample: $0) }
        return wire.reply(to: .report(report, videos: videos))
    }

    /// Changes what the poll tells; the task itself stays as it is.
    private func bend(_ report: inout TaskReport, _ kind: PollFault, _ details: FaultDetails) {
        switch kind {
        case .unknownWord:
            report.phase = .other(details.word ?? "TASK_STATUS_WARMING_UP")
            report.videos = 0
        case .succeedEmpty:
            report.phase = .succeeded
            report.videos = 0
        case .failed:
            report.phase = .failed
            report.reason = details.reason ?? "the model could not make this video"
            report.videos = 0
        case .dropSamples:
            report.videos = min(report.videos, max(0, details.keep ?? 1))
        case .progress:
            report.progress = details.value ?? 0
        default:
            break
        }
    }
}
