// SPDX-License-Identifier: Apache-2.0

/// One exchange about tasks that were accepted, from the request to its answer or its accident.
struct TaskExchange {
    typealias Strike = (kind: TaskFault, details: FaultDetails)

    /// Bodies here name a task at most.
    private static let bodyLimit = 1 << 20

    let wire: any Wire
    let services: Services
    let connection: Connection
    let head: RequestHead

    func run(_ operation: TaskOperation, named: String) async throws {
        let id: String
        do {
            id = try await taskID(named)
        } catch let refusal as Refusal {
            return try await connection.send(refused(refusal))
        }
        let report = services.report(id, on: wire, asked: head)
        let fault = services.faults.take(operation, hasVideos: report.map { $0.videos > 0 } ?? false)
        let reply = answer(operation, report, fault: fault)
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
            try await connection.sendForever(extending: reply)
        default:
            try await connection.send(reply)
        }
    }

    private func taskID(_ named: String) async throws -> String {
        guard let body = try await connection.readBody(limit: Self.bodyLimit) else {
            throw Refusal(cause: .bodyTooLarge, message: "the body is too large")
        }
        return try wire.taskID(named, head: head, body: body)
    }

    private func answer(_ operation: TaskOperation, _ report: TaskReport?, fault: Strike?) -> Reply {
        switch fault?.kind {
        case .status: return fault?.details.statusReply(on: wire, head: head, defaultStatus: 503) ?? .pageNotFound
        case .html: return fault?.details.pageReply() ?? .pageNotFound
        case .notFound: return refused(.taskNotFound)
        default: break
        }
        if operation == .list { return wire.reply(to: .list(services.reports(on: wire, asked: head)), head: head) }
        guard let report else { return refused(.taskNotFound) }
        return wire.reply(to: perform(operation, on: report, fault: fault), head: head)
    }

    private func perform(_ operation: TaskOperation, on report: TaskReport, fault: Strike?) -> WireAnswer {
        switch operation {
        case .cancel:
            guard let ended = services.tasks.cancel(report.id) else {
                return .refused(Refusal(cause: .taskEnded, message: "the task is at its end"))
            }
            return .cancelled(ended)
        case .delete:
            services.tasks.remove(report.id)
            return .deleted(report)
        case .result:
            let told = bent(report, fault)
            return .result(told, videos: services.videos(of: told))
        case .poll, .list:
            let told = bent(report, fault)
            return .report(told, videos: services.videos(of: told))
        }
    }

    /// What a fault lets the answer tell; the task itself stays as it is.
    private func bent(_ report: TaskReport, _ fault: Strike?) -> TaskReport {
        guard let fault else { return report }
        var told = report
        told.bend(fault.kind, fault.details, unknownWord: wire.unknownWord)
        return told
    }

    private func refused(_ refusal: Refusal) -> Reply {
        wire.reply(to: .refused(refusal), head: head)
    }
}
