// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One submit request, from its head to its answer or its accident.
struct SubmitExchange {
    let wire: any Wire
    let services: Services
    let connection: Connection
    let head: RequestHead

    func run(model: String, key: String) async throws {
        let fault = services.faults.takeSubmit()
        if fault?.kind == .resetBeforeRead { return await connection.reset() }
        guard let body = try await connection.readBody(limit: APIOrigin.bodyLimit) else {
            let refusal = Refusal(cause: .bodyTooLarge, message: "the body is too large")
            return try await connection.send(wire.reply(to: .refused(refusal), head: head))
        }
        if let fault, fault.kind == .status {
            return try await connection.send(fault.details.statusReply(on: wire, head: head, defaultStatus: 503))
        }
        let submission: Submission
        do {
            submission = try wire.submission(for: model, head: head, body: body)
        } catch {
            return try await connection.send(wire.reply(to: .refused(error), head: head))
        }
        if let fault, fault.kind == .silence, fault.details.accepted == false { return try await connection.hold() }
        let report = accept(submission, key: key)
        try await answer(report, fault: fault)
    }

    private func accept(_ submission: Submission, key: String) -> TaskReport {
        let id = UUID().uuidString.lowercased()
        let report = services.tasks.open(id: id, path: head.path, key: key, submission)
        services.ledger.enter(submission, taskID: id, key: key)
        let tasks = services.tasks
        services.renderer.order(submission) { sample, result in
            tasks.finish(sample: sample, of: id, result)
        }
        return report
    }

    private func answer(_ report: TaskReport, fault: (kind: SubmitFault, details: FaultDetails)?) async throws {
        let reply = wire.reply(to: .accepted(report), head: head)
        guard let fault else { return try await connection.send(reply) }
        switch fault.kind {
        case .statusAfter:
            try await connection.send(fault.details.statusReply(on: wire, head: head, defaultStatus: 500))
        case .resetAfterRead:
            await connection.reset()
        case .closeAfterRead:
            await connection.close()
        case .cutHeaders:
            try await connection.sendCutHeaders()
        case .cutJSON:
            try await connection.sendCut(reply)
        case .silence:
            try await connection.hold()
        case .slow:
            try await Task.sleep(for: fault.details.pause(default: 5))
            try await connection.send(reply)
        case .status, .resetBeforeRead:
            // Both struck before there was a task.
            try await connection.send(reply)
        }
    }
}
