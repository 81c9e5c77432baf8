// SPDX-License-Identifier: Apache-2.0
import Foundation
import VideoGenerationCore

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// What an error code of URLSession means, and what it proves.
///
/// A code alone proves nothing: it must be one of those below, the connection must be one that nothing else has used, and
/// nothing may have been seen of the request (no byte of its body was told as sent, none of a reply arrived). On Apple
/// platforms the task's metrics have to be there as well, and to know of no moment at which a request began
/// (`URLSessionTaskTransactionMetrics.requestStartDate`).
///
/// Sources: Apple's documentation of `URLError.Code`; swift-corelibs-foundation 6.3.1, `MultiHandle.swift`
/// (`urlErrorCode(for:)`), which knows a handful of codes and calls everything else `unknown`.
///
/// | code | proves that nothing was sent | why |
/// |---|---|---|
/// | `cannotFindHost`, `dnsLookupFailed` | yes | without an address there is no connection; on Linux it is libcurl's own code for that, and it does not go back to the resolver once it is connected |
/// | `cannotConnectToHost` | on Linux for a literal address only | no connection came about. On Linux, URLSession takes it from the errno of the *last failed connect* whatever the transfer ended with: where a name has two addresses, one may have refused and the other been given the request |
/// | `serverCertificate…` | yes | the certificate is judged within the handshake of a new connection, before the first byte of a request |
/// | `appTransportSecurityRequiresSecureConnection` | yes | the app's own policy; nothing is connected |
/// | `secureConnectionFailed` | no | also an alert that comes after a TLS 1.3 handshake, when the request may be out |
/// | `clientCertificate…` | no | the same |
/// | `notConnectedToInternet` and the like | no | documented for loads that cannot begin, but nothing says that one under way never ends so |
/// | `timedOut`, `networkConnectionLost`, `badServerResponse`, `cancelled`, all others | no | the request may have arrived |
struct URLSessionFailure {
    /// When a code proves that nothing was sent.
    enum Proof {
        case never
        case always
        /// Only if there was one address to connect to, where the platform does not tell attempts apart.
        case atOneAddress
    }

    let kind: ExchangeFailure.Kind
    let text: String
    var proof = Proof.never

    /// What `error` says; `hasReply` is whether a reply had begun.
    init(_ error: any Error, hasReply: Bool) {
        let code = (error as? URLError)?.code ?? .unknown
        let meaning = Self.meaning(of: code, hasReply: hasReply)
        kind = meaning.kind
        proof = meaning.proof
        // The code's own text could quote the URL.
        text = "\(meaning.text) (URLError \(code.rawValue))"
    }

    private init(_ kind: ExchangeFailure.Kind, _ text: String, _ proof: Proof = .never) {
        self.kind = kind
        self.text = text
        self.proof = proof
    }

    private static func meaning(of code: URLError.Code, hasReply: Bool) -> URLSessionFailure {
        switch code {
        case .cannotFindHost, .dnsLookupFailed: .init(.unreachable, "the host has no address", .always)
        case .cannotConnectToHost: .init(.unreachable, "nobody answers there", .atOneAddress)
        case .notConnectedToInternet, .internationalRoamingOff, .callIsActive, .dataNotAllowed:
            .init(.unreachable, "there is no network")
        case .serverCertificateHasBadDate, .serverCertificateUntrusted, .serverCertificateHasUnknownRoot,
            .serverCertificateNotYetValid:
            .init(.insecure, "the server's certificate is not accepted", .always)
        case .clientCertificateRejected, .clientCertificateRequired:
            .init(.insecure, "the server wants another certificate of ours")
        // Also a connection that was reset during the handshake: a matter of luck, unlike a bad certificate.
        case .secureConnectionFailed: .init(.connectionLost, "the TLS handshake failed")
        case .appTransportSecurityRequiresSecureConnection:
            .init(.forbidden, "App Transport Security does not allow plain http there", .always)
        case .timedOut: .init(.timedOut, "the time is over")
        case .cancelled: .init(.cancelled, "the exchange was cancelled")
        case .networkConnectionLost, .zeroByteResource, .requestBodyStreamExhausted:
            .init(.connectionLost, "the connection was lost")
        case .cannotParseResponse, .cannotDecodeRawData, .cannotDecodeContentData:
            .init(.notHTTP, "the reply makes no sense")
        case .dataLengthExceedsMaximum: .init(.tooLarge, "the reply is too large")
        default: platformMeaning(of: code, hasReply: hasReply)
        }
    }

    private static func platformMeaning(of code: URLError.Code, hasReply: Bool) -> URLSessionFailure {
        #if canImport(FoundationNetworking)
            switch code {
            // The URL was judged before, so it is the reply of which libcurl says that it is no protocol it knows.
            case .unsupportedURL: return .init(.notHTTP, "the reply is not HTTP")
            // Here it is libcurl's "empty reply" and nothing else.
            case .badServerResponse: return .init(.connectionLost, "the server closed without a reply")
            // Everything that has no code of its own; where a reply had begun, it broke off.
            case .unknown where hasReply: return .init(.connectionLost, "the reply broke off")
            default: return .init(.other, "URLSession failed")
            }
        #else
            return code == .badServerResponse
                ? .init(.notHTTP, "the reply makes no sense") : .init(.other, "URLSession failed")
        #endif
    }
}
