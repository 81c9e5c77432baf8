// SPDX-License-Identifier: Apache-2.0

/// `PUT objects/NAME?part=N` with a part's bytes, `PUT objects/NAME?parts=COUNT` to put it together, `GET objects/NAME`,
/// `GET objects`.
struct ObjectRoutes: Sendable {
    static let path = "objects"

    let shelf: ObjectShelf

    func reply(to head: RequestHead, body: [UInt8]?) -> Reply {
        let name = String(head.path.dropFirst((ControlRoutes.prefix + Self.path).count).drop { $0 == "/" })
        guard let body else { return Self.complaint("a part has at most \(ObjectShelf.partLimit) bytes", 413) }
        switch (head.method, name.isEmpty) {
        case ("GET", true): return .json(shelf.json)
        case ("GET", false): return shelf.bytes(of: name).map(Self.object) ?? .pageNotFound
        case ("PUT", false): return put(body, head, name)
        default: return .pageNotFound
        }
    }

    private func put(_ body: [UInt8], _ head: RequestHead, _ name: String) -> Reply {
        if let number = head.queryValue("part").flatMap({ Int($0) }), (1...10_000).contains(number) {
            return shelf.put(body, part: number, of: name)
                ? .json(["part": .number(String(number))]) : Self.complaint("there is no room", 507)
        }
        if let count = head.queryValue("parts").flatMap({ Int($0) }) {
            return shelf.complete(name, parts: count)
                ? .json(["name": .text(name)]) : Self.complaint("not all of these parts are here", 409)
        }
        return Self.complaint("say part=NUMBER, from 1 to 10000, or parts=COUNT", 400)
    }

    private static func object(_ bytes: [UInt8]) -> Reply {
        var reply = Reply(status: 200, contentType: "application/octet-stream", body: "")
        reply.body = bytes
        return reply
    }

    private static func complaint(_ message: String, _ status: Int) -> Reply {
        .json(["error": .text(message)], status: status)
    }
}
