// SPDX-License-Identifier: Apache-2.0
import Measuring
import VideoGenerationKit

/// `us start URL`: one call. The server notes when its first byte came; the harness when it started us.
enum Start {
    static func run(_ arguments: Arguments) async throws {
        let measurement = Measurement()
        let call = HTTPCall(.get, try .reading(arguments.text(0)))
        let transport = CurlTransport()
        _ = try await transport.reply(to: HTTPExchange(call.request, purpose: .call, reach: .loopbackToo))
        measurement.print(count: 1)
        await transport.shutdown()
    }
}
