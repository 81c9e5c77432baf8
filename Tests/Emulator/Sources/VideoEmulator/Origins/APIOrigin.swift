// SPDX-License-Identifier: Apache-2.0

/// The origin that takes jobs and tells about them, in whatever wires it was given.
struct APIOrigin: Responder {
    let wires: [any Wire]
    let services: Services
    let control: ControlRoutes

    /// The largest submit body: twice what an image at its limit needs.
    static let bodyLimit = 64 << 20

    func respond(to head: RequestHead, on connection: Connection) async throws {
        if head.path.hasPrefix(ControlRoutes.prefix) {
            connection.ticket = nil
            return try await control.respond(to: head, on: connection)
        }
        connection.ticket = services.requests.open(
            RequestLog.Entry(origin: "api", head: head, canaries: services.plantedCanaries)
        )
        for wire in wires {
            guard let operation = wire.operation(for: head) else { continue }
            return try await perform(operation, wire: wire, head: head, on: connection)
        }
        _ = try await connection.readBody(limit: 0)
        try await connection.send(.pageNotFound)
    }

    private func perform(
        _ operation: WireOperation,
        wire: any Wire,
        head: RequestHead,
        on connection: Connection
    ) async throws {
        let key: String
        do {
            key = try services.keys.admit(wire.credential(in: head))
        } catch {
            _ = try await connection.readBody(limit: 0)
            return try await connection.send(wire.reply(to: .refused(error), head: head))
        }
        switch operation {
        case .submit(let model):
            let exchange = SubmitExchange(wire: wire, services: services, connection: connection, head: head)
            try await exchange.run(model: model, key: key)
        case .task(let operation, let named):
            let exchange = TaskExchange(wire: wire, services: services, connection: connection, head: head)
            try await exchange.run(operation, named: named)
        case .content(let taskID, let sample):
            let exchange = ContentExchange(wire: wire, services: services, connection: connection, head: head)
            try await exchange.run(taskID: taskID, sample: sample)
        case .unknownPath:
            _ = try await connection.readBody(limit: 0)
            let refusal = Refusal(cause: .unknownPath, message: "there is nothing at this path")
            try await connection.send(wire.reply(to: .refused(refusal), head: head))
        }
    }
}
