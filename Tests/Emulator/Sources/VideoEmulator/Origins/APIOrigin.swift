// SPDX-License-Identifier: Apache-2.0

/// The origin that takes submissions and polls, in whatever wires it was given.
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
            return try await connection.send(wire.reply(to: .refused(error)))
        }
        switch operation {
        case .submit(let model):
            let exchange = SubmitExchange(wire: wire, services: services, connection: connection)
            try await exchange.run(model: model, head: head, key: key)
        case .poll(let taskID):
            _ = try await connection.readBody(limit: 0)
            let exchange = PollExchange(wire: wire, services: services, connection: connection)
            try await exchange.run(taskID: taskID)
        }
    }
}
