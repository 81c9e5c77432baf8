// SPDX-License-Identifier: Apache-2.0

import NIOSSL

/// The files of an https port. Some clients of the services speak nothing else.
public struct TLSFiles: Sendable {
    /// The path of a PEM file: the certificate, then those that signed it, if there are any.
    public var certificate: String

    /// The path of a PEM file with the certificate's private key.
    public var key: String

    /// Makes a pair of files.
    public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }

    /// Reads both files.
    func context() throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
        )
        // Clients may offer HTTP/2, which is not spoken here.
        configuration.applicationProtocols = ["http/1.1"]
        return try NIOSSLContext(configuration: configuration)
    }
}
