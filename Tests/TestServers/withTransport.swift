// SPDX-License-Identifier: Apache-2.0
package import CurlTransport

/// Makes a transport, gives it away for a while, and shuts it down whatever happened.
package func withTransport<Result>(
    _ configuration: CurlTransport.Configuration = .init(), _ body: (CurlTransport) async throws -> Result
) async throws -> Result {
    let transport = CurlTransport(configuration: configuration)
    do {
        let result = try await body(transport)
        await transport.shutdown()
        return result
    } catch {
        await transport.shutdown()
        throw error
    }
}
