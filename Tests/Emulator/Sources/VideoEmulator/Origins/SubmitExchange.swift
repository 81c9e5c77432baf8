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

    func run(model: String, head: RequestHead, key: String) async throws {
        let fault = services.faults.takeSubmit()
        if fault?.kind == .resetBeforeRead { return await connection.reset() }
        guard let body = try await connection.readBody(limit: APIOrigin.bodyLimit) else {
            let refusal = Refusal(status: 413, reason: "INVALID_REQUEST_BODY", message: "the body is too large")
            return try await connection.send(wire.reply(to: .refused(refusal)))
        }
        if let fault, fault.kind == .status {
            return try await connection.send(fault.details.statusReply(on: wire, defaultStatus: 503))
        }
        let submission: Submission
        do {
            submission = try wire.submission(for: model, head: head, body: body)
        } catch {
            return try await connection.send(wire.reply(to: .refused(error)))
        }
        if let fault, fault.kind == .silence, fault.details.accepted == false { return try await connection.hold() }
        let taskID = accept(submission, key: key)
        try await answer(taskID, fault: fault)
    }

    private func accept(_ submission: Submission, key: String) -> String {
        let id = UUID().uuidString.lowercased()
        services.tasks.open(id: id, submission)
        services.ledger.enter(submission, taskID: id, key: key)
        let tasks = services.tasks
        services.renderer.order(submission) { sample, result in
            tasks.finish(sample: sample, of: id, result)
        }
        return id
    }

    private func answer(_ taskID: String, fault: (kind: SubmitFault, details: FaultDetails)?) async throws {
        let reply = wire.reply(to: .accepted(taskID: taskID))
        guard let fault else { return try await connection.send(reply) }
        switch fault.kind {
        case .statusAfter:
            try await connection.send(fault.details.statusReply(on: wire, defaultStatus: 500))
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
