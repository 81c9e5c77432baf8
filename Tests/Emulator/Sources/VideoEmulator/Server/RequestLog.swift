// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import Synchronization

/// Every request to either origin, in the order of their heads.
final class RequestLog: Sendable {
    /// What is remembered of one request; never a header's value or a signature.
    struct Entry: Sendable {
        var origin: String
        var method: String
        var path: String
        var status: Int?
        var authorized: Bool
        var cookie: Bool
        var canary: Bool
        var headers: [String]
        var bodyBytes: Int
        var range: String?
    }

    /// The place of one request in the log; it does nothing once the log was emptied.
    struct Ticket: Sendable {
        fileprivate let log: RequestLog
        fileprivate let id: Int

        /// Notes the status that was sent.
        func answered(status: Int) {
            log.update(id) { $0.status = status }
        }

        /// Notes how many bytes of body arrived.
        func received(bytes: Int) {
            log.update(id) { $0.bodyBytes = bytes }
        }
    }

    private struct State {
        var firstID = 0
        var entries: [Entry] = []
    }

    private let state = Mutex(State())
    private let echo: @Sendable (String) -> Void

    /// - Parameter echo: Gets a line for people at each answer.
    init(echo: @escaping @Sendable (String) -> Void) {
        self.echo = echo
    }

    /// Adds a request that has just begun.
    func open(_ entry: Entry) -> Ticket {
        let id = state.withLock { state in
            state.entries.append(entry)
            return state.firstID + state.entries.count - 1
        }
        return Ticket(log: self, id: id)
    }

    /// Empties the log.
    func reset() {
        state.withLock { state in
            state.firstID += state.entries.count
            state.entries = []
        }
    }

    /// The log as its control route shows it.
    var json: JSONValue {
        .array(state.withLock(\.entries).map(\.json))
    }

    private func update(_ id: Int, _ change: (inout Entry) -> Void) {
        let entry: Entry? = state.withLock { state in
            let index = id - state.firstID
            guard state.entries.indices.contains(index) else { return nil }
            let before = state.entries[index].status
            change(&state.entries[index])
            return state.entries[index].status == before ? nil : state.entries[index]
        }
        if let entry {
            let status = entry.status.map(String.init) ?? "-"
            echo("\(entry.origin) \(entry.method) \(entry.path) \(status)")
        }
    }
}

extension RequestLog.Entry {
    /// The entry of a request head.
    /// - Parameter canaries: Secrets that must not reach a place they are not meant for.
    init(origin: String, head: RequestHead, canaries: [String]) {
        self.origin = origin
        method = head.method
        let kept = head.query.filter { $0.name != "signature" }.map { "\($0.name)=\($0.value)" }
        path = kept.isEmpty ? head.path : head.path + "?" + kept.joined(separator: "&")
        status = nil
        authorized = head.headers.contains(name: "authorization")
        cookie = head.headers.contains(name: "cookie")
        canary = canaries.contains { secret in
            head.target.contains(secret) || head.headers.contains { $0.value.contains(secret) }
        }
        headers = head.headers.map(\.name)
        bodyBytes = 0
        range = head.header("range")
    }

    fileprivate var json: JSONValue {
        [
            "origin": .text(origin), "method": .text(method), "path": .text(path),
            "status": status.map { .number(String($0)) } ?? .null,
            "authorized": .bool(authorized), "cookie": .bool(cookie), "canary": .bool(canary),
            "headers": .array(headers.map(JSONValue.text)), "body_bytes": .number(String(bodyBytes)),
            "range": range.map(JSONValue.text) ?? .null,
        ]
    }
}
