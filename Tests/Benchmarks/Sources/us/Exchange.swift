// SPDX-License-Identifier: Apache-2.0
import Measuring
import VideoGenerationKit

extension HTTPTransport {
    /// Sends `exchange`; everything but a reply with status 200 ends the program.
    func reply(to exchange: HTTPExchange) async throws -> HTTPReply {
        switch await send(exchange) {
        case .reply(let reply) where reply.status == 200: return reply
        case .reply(let reply): throw Arguments.Failure("the status is \(reply.status)")
        case .failure(let failure): throw Arguments.Failure(failure.message)
        }
    }
}

extension WebURL {
    /// Reads the URL of a server on loopback.
    static func reading(_ text: String) throws -> WebURL {
        guard let url = WebURL(text) else { throw Arguments.Failure("\(text) is no URL") }
        return url
    }
}
