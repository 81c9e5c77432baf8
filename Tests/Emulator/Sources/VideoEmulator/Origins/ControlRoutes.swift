// SPDX-License-Identifier: Apache-2.0

import PreviewProvider

/// The routes by which a test looks at the emulator and tells it what to do wrong.
///
/// They need no key and leave no trace in the request log.
struct ControlRoutes: Sendable {
    static let prefix = "/_emulator/"

    let services: Services
    let ffmpeg: String

    func respond(to head: RequestHead, on connection: Connection) async throws {
        guard head.path.hasPrefix(Self.prefix + ObjectRoutes.path) else {
            let body = try await connection.readBody(limit: 1 << 20)
            return try await connection.send(reply(to: head, body: body))
        }
        let body = try await connection.readBody(limit: ObjectShelf.partLimit)
        try await connection.send(ObjectRoutes(shelf: services.objects).reply(to: head, body: body))
    }

    private func reply(to head: RequestHead, body: [UInt8]?) -> Reply {
        switch (head.method, head.path.dropFirst(Self.prefix.count)) {
        case ("GET", "health"): return .json(health)
        case ("GET", "ledger"): return .json(services.ledger.json)
        case ("GET", "requests"): return .json(services.requests.json)
        case ("GET", "faults"): return .json(services.faults.json)
        case ("POST", "faults"): return addFaults(body)
        case ("DELETE", "faults"): return .json(["removed": .number(String(services.faults.clear()))])
        case ("POST", "reset"):
            services.reset()
            return .json(["reset": true])
        default: return .pageNotFound
        }
    }

    private var health: JSONValue {
        [
            "status": "ok",
            "ffmpeg": PanZoomRenderer(ffmpeg: ffmpeg).program.map(JSONValue.text) ?? .null,
            "tasks": .number(String(services.tasks.count)),
        ]
    }

    private func addFaults(_ body: [UInt8]?) -> Reply {
        guard let body else { return Self.complaint("the body is too large") }
        let json: JSONValue
        do {
            json = try JSONParser.parse(body)
        } catch {
            return Self.complaint(error.message)
        }
        do {
            let faults = try Fault.list(json)
            services.faults.append(faults)
            return .json(["added": .number(String(faults.count))])
        } catch {
            return Self.complaint(error.message)
        }
    }

    private static func complaint(_ message: String) -> Reply {
        .json(["error": .text(message)], status: 400)
    }
}
