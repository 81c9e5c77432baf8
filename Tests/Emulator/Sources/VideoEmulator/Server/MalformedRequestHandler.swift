// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// Answers bytes that are not HTTP with a 400, so that a broken client sees why it was cut off.
final class MalformedRequestHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = HTTPServerRequestPart

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else {
            context.fireErrorCaught(error)
            return
        }
        let head = ReplyHead(status: 400, headers: [("content-length", "0"), ("connection", "close")])
        let channel = context.channel
        channel.writeAndFlush(ByteBuffer(bytes: head.bytes)).whenComplete { _ in
            channel.close(promise: nil)
        }
    }
}
