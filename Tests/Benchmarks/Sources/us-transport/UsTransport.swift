// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import Measuring
import VideoGenerationCore

/// The transport by itself, in a program that links nothing else of this library: how soon a process can ask depends on how
/// much has to be loaded before.
@main
enum UsTransport {
    static func main() {
        Program("us-transport", ["start": start]).run()
    }

    /// `us-transport start URL`: one call. The server notes when its first byte came, the harness when it started us.
    private static func start(_ arguments: Arguments) async throws {
        let measurement = Measurement()
        guard let url = WebURL(try arguments.text(0)) else { throw Arguments.Failure("that is no URL") }
        let call = HTTPCall(.get, url)
        let transport = CurlTransport()
        let outcome = await transport.send(HTTPExchange(call.request, purpose: .call, reach: .loopbackToo))
        guard case .reply(let reply) = outcome, reply.isSuccess else { throw Arguments.Failure("there is no answer") }
        measurement.print(count: 1)
        await transport.shutdown()
    }
}
