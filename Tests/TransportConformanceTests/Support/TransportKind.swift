// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@testable import CurlTransport
@testable import URLSessionTransport

/// The transports of this package: each test here is run for all of them.
enum TransportKind: CaseIterable, CustomTestStringConvertible {
    case curl, urlSession

    var testDescription: String {
        switch self {
        case .curl: "CurlTransport"
        case .urlSession: "URLSessionTransport"
        }
    }

    /// A transport of this kind.
    func make(_ settings: TransportSettings = .init()) -> any TestedTransport {
        switch self {
        case .curl:
            var configuration = CurlTransport.Configuration(connectionsPerHost: settings.connectionsPerHost)
            configuration.names = settings.names.map { "\($0.host):\($0.port):\($0.address)" }
            configuration.observeAddress = settings.observeAddress
            return CurlTransport(configuration: configuration)
        case .urlSession:
            var configuration = URLSessionTransport.Configuration(connectionsPerHost: settings.connectionsPerHost)
            let names = settings.names
            if !names.isEmpty {
                configuration.lookUp = { host in
                    names.filter { $0.host == host }.compactMap { IPAddress($0.address) }
                }
            }
            configuration.observeAddress = settings.observeAddress
            return URLSessionTransport(configuration: configuration)
        }
    }

    /// Checks the address of a service.
    func check(baseURL: WebURL, trusted: TrustedHosts) throws {
        switch self {
        case .curl: try CurlTransport.Configuration(trustedHosts: trusted).check(baseURL: baseURL)
        case .urlSession: try URLSessionTransport.Configuration(trustedHosts: trusted).check(baseURL: baseURL)
        }
    }
}

/// What a test may ask of a transport's configuration.
struct TransportSettings {
    /// A name whose address is given, so that no name server is asked.
    struct Name: Sendable {
        let host: String
        let port: Int
        let address: String
    }

    var connectionsPerHost = 32
    var names: [Name] = []
    /// Told about each address that was to be connected to, and whether that is allowed.
    var observeAddress: (@Sendable (IPAddress, Bool) -> Void)?
}

/// A transport that can be shut down.
protocol TestedTransport: LoopTransport {
    func shutdown() async
}

extension CurlTransport: TestedTransport {}
extension URLSessionTransport: TestedTransport {}

/// Makes a transport, gives it away for a while, and shuts it down whatever happened.
func withTransport<Result>(
    _ kind: TransportKind, _ settings: TransportSettings = .init(),
    _ body: (any TestedTransport) async throws -> Result
) async throws -> Result {
    let transport = kind.make(settings)
    do {
        let result = try await body(transport)
        await transport.shutdown()
        return result
    } catch {
        await transport.shutdown()
        throw error
    }
}
