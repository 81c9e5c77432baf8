// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import VideoGenerationCore

@testable import URLSessionTransport

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite("What an error of URLSession proves")
struct URLSessionFailureTests {
    static let proving: Set<URLError.Code> = [
        .cannotFindHost, .dnsLookupFailed, .cannotConnectToHost, .serverCertificateHasBadDate,
        .serverCertificateUntrusted, .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid,
        .appTransportSecurityRequiresSecureConnection,
    ]

    @Test("no code but those that are listed can prove anything")
    func provingCodes() {
        for number in -3100...0 {
            // Optional on Linux only.
            let known: URLError.Code? = URLError.Code(rawValue: number)
            guard let code = known else { continue }
            for hasReply in [false, true] {
                let failure = URLSessionFailure(URLError(code), hasReply: hasReply)
                #expect((failure.proof != .never) == Self.proving.contains(code), "\(number)")
            }
        }
        #expect(URLSessionFailure(CancellationError(), hasReply: false).proof == .never)
    }

    @Test(
        "codes have their kinds",
        arguments: [
            (URLError.Code.cannotFindHost, ExchangeFailure.Kind.unreachable), (.cannotConnectToHost, .unreachable),
            (.notConnectedToInternet, .unreachable), (.serverCertificateUntrusted, .insecure),
            (.secureConnectionFailed, .connectionLost), (.timedOut, .timedOut), (.cancelled, .cancelled),
            (.networkConnectionLost, .connectionLost), (.cannotParseResponse, .notHTTP),
            (.dataLengthExceedsMaximum, .tooLarge), (.appTransportSecurityRequiresSecureConnection, .forbidden),
            (.userAuthenticationRequired, .other), (.unknown, .other),
        ])
    func kinds(_ code: URLError.Code, _ kind: ExchangeFailure.Kind) {
        #expect(URLSessionFailure(URLError(code), hasReply: false).kind == kind)
    }

    @Test("the words hold nothing that the error quotes")
    func words() {
        let error = URLError(.unknown, userInfo: [NSLocalizedDescriptionKey: "canary"])
        #expect(!URLSessionFailure(error, hasReply: false).text.contains("canary"))
    }
}
