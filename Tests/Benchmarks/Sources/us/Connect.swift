// SPDX-License-Identifier: Apache-2.0
import Measuring
import VideoGenerationKit

/// `us tls URL COUNT`: calls with a new, verified connection each, as payments have them. Whose certificates are good is
/// what `SSL_CERT_FILE` and `SSL_CERT_DIR` say.
enum Connect {
    static func run(_ arguments: Arguments) async throws {
        let measurement = Measurement()
        let call = HTTPCall(.get, try .reading(arguments.text(0)))
        let count = try arguments.number(1)
        let transport = CurlTransport()
        var first = 0.0
        for index in 0..<count {
            _ = try await transport.reply(to: HTTPExchange(call.request, purpose: .submit, reach: .loopbackToo))
            if index == 0 { first = measurement.cpuSeconds }
        }
        measurement.print(count: count, ["firstCpuSeconds": first])
        await transport.shutdown()
    }
}
