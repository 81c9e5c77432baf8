// SPDX-License-Identifier: Apache-2.0

/// The ports of one emulator: all of them, or none.
struct OpenPorts {
    let api: HTTPOrigin
    let media: HTTPOrigin
    /// The API origin once more, over TLS.
    let secureAPI: HTTPOrigin?

    /// Opens the ports; when one cannot be opened, the others are closed again.
    static func open(_ configuration: VideoEmulator.Configuration) async throws -> OpenPorts {
        let tls = try configuration.tls?.context()
        var opened: [HTTPOrigin] = []
        do {
            opened.append(try await HTTPOrigin.bind(host: configuration.host, port: configuration.port))
            opened.append(try await HTTPOrigin.bind(host: configuration.host, port: configuration.mediaPort))
            if let tls {
                let port = configuration.tlsPort
                opened.append(try await HTTPOrigin.bind(host: configuration.host, port: port, tls: tls))
            }
        } catch {
            for origin in opened { await origin.close() }
            throw error
        }
        return OpenPorts(api: opened[0], media: opened[1], secureAPI: tls == nil ? nil : opened[2])
    }

    /// Closes ports that never served.
    func close() async {
        await api.close()
        await media.close()
        await secureAPI?.close()
    }
}
