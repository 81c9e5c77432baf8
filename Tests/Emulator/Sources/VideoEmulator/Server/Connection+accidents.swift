// SPDX-License-Identifier: Apache-2.0

import NIOCore

extension Connection {
    /// Sends half of the headers of a good answer, and closes.
    func sendCutHeaders() async throws {
        ticket?.answered(status: 200)
        try await sendRaw(Array("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-le".utf8))
        await close()
    }

    /// Sends half of an answer's body without saying how long it is, and closes.
    func sendCut(_ reply: Reply) async throws {
        let head = ReplyHead(status: reply.status, headers: reply.headers + [("connection", "close")])
        try await sendHead(head, followedBy: Array(reply.body.prefix(reply.body.count / 2)))
        await close()
    }

    /// Sends a JSON answer as it is but for one more member, whose text has no end.
    func sendForever(extending reply: Reply) async throws {
        let start = reply.body.dropLast() + Array(#","more":""#.utf8)
        try await sendForever(type: "application/json", start: Array(start), filler: UInt8(ascii: "a"))
    }

    /// Sends a body that has no end.
    func sendForever(type: String, start: [UInt8], filler: UInt8) async throws {
        try await sendHead(
            ReplyHead(status: 200, headers: [("content-type", type), ("connection", "close")]),
            followedBy: start
        )
        let piece = ByteBuffer(repeating: filler, count: 64 << 10)
        while true {
            try await send(piece)
            // Some 30 MB a second are plenty to overrun any limit, and leave the machine usable.
            try await Task.sleep(for: .milliseconds(2))
        }
    }
}
