// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOPosix

/// One client connection: requests come in one after the other, and the answer may be anything, down to a reset.
///
/// A connection belongs to the one task that serves it.
final class Connection {
    /// What a connection does when it cannot go on.
    enum Failure: Error {
        case closedByClient
        case protocolBroken
    }

    private let channel: any Channel
    private let scheme: String
    private var parts: NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator
    private var bodyIsPending = false
    private var awaitsContinue = false
    private var keepsAlive = true

    /// The line of the request log that the present request fills in.
    var ticket: RequestLog.Ticket?

    /// False once the connection was closed or reset on purpose.
    private(set) var isOpen = true

    init(channel: any Channel, parts: NIOAsyncChannelInboundStream<HTTPServerRequestPart>, scheme: String) {
        self.scheme = scheme
        self.channel = channel
        self.parts = parts.makeAsyncIterator()
    }

    /// The next request's head; nil when the client has gone or the connection is to be closed.
    func nextHead() async throws -> RequestHead? {
        guard isOpen, keepsAlive else { return nil }
        if bodyIsPending { _ = try await readBody(limit: 0) }
        guard let part = try await parts.next() else { return nil }
        guard case .head(let raw) = part else { throw Failure.protocolBroken }
        let head = RequestHead(raw, scheme: scheme)
        bodyIsPending = true
        awaitsContinue = head.header("expect")?.lowercased() == "100-continue"
        keepsAlive = head.wantsKeepAlive
        return head
    }

    /// Reads the rest of the body. Bytes beyond the limit are thrown away, and the answer is then nil.
    func readBody(limit: Int) async throws -> [UInt8]? {
        guard bodyIsPending else { return [] }
        if awaitsContinue {
            awaitsContinue = false
            try await sendRaw(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        }
        var collected = ByteBuffer()
        var total = 0
        while let part = try await parts.next() {
            switch part {
            case .body(var piece):
                total += piece.readableBytes
                // Four times the limit is a client that does not stop: there is nobody to answer.
                if total > max(limit, 64 << 20) * 4 { throw Failure.protocolBroken }
                if total <= limit { collected.writeBuffer(&piece) } else { collected = ByteBuffer() }
            case .end:
                bodyIsPending = false
                ticket?.received(bytes: total)
                return total <= limit ? Array(buffer: collected) : nil
            case .head:
                throw Failure.protocolBroken
            }
        }
        ticket?.received(bytes: total)
        throw Failure.closedByClient
    }

    /// Sends a whole answer with its length.
    func send(_ reply: Reply, includingBody: Bool = true) async throws {
        let ends = keepsAlive ? "keep-alive" : "close"
        let headers = reply.headers + [("content-length", String(reply.body.count)), ("connection", ends)]
        let head = ReplyHead(status: reply.status, headers: headers)
        try await sendHead(head, followedBy: includingBody ? reply.body : [])
    }

    /// Sends a head, written as it is, and the bytes after it.
    func sendHead(_ head: ReplyHead, followedBy body: [UInt8] = []) async throws {
        ticket?.answered(status: head.status)
        try await sendRaw(head.bytes + body)
    }

    /// Sends bytes and waits until the kernel has them all.
    func sendRaw(_ bytes: [UInt8]) async throws {
        try await send(ByteBuffer(bytes: bytes))
    }

    /// Sends a buffer and waits until the kernel has it all.
    func send(_ buffer: ByteBuffer) async throws {
        // Straight to the channel: the promise tells when the bytes are out, so closing afterwards loses none.
        try await channel.writeAndFlush(buffer).get()
    }

    /// Closes in order (FIN).
    func close() async {
        isOpen = false
        try? await channel.close().get()
    }

    /// Closes with a reset (RST): no lingering, unsent bytes are dropped.
    func reset() async {
        isOpen = false
        if let options = channel as? any SocketOptionProvider {
            try? await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try? await channel.close().get()
    }

    /// Says nothing until the client gives up.
    func hold() async throws {
        while try await parts.next() != nil {}
        isOpen = false
    }
}
