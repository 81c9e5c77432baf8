// SPDX-License-Identifier: Apache-2.0
import CVideoGenCurl
import VideoGenerationCore

/// What libcurl's codes mean in our words.
enum CurlFailure {
    /// The kind of failure.
    static func kind(of code: CURLcode) -> ExchangeFailure.Kind {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_PROXY:
            .unreachable
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        // Also a connection that was reset during the handshake: a matter of luck, unlike a bad certificate.
        case CURLE_SSL_CONNECT_ERROR: .connectionLost
        case _ where isAboutTLS(code): .insecure
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_SEND_FAIL_REWIND,
            CURLE_HTTP2, CURLE_HTTP2_STREAM:
            .connectionLost
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING: .notHTTP
        case CURLE_FILESIZE_EXCEEDED: .tooLarge
        case CURLE_READ_ERROR: .bodyUnreadable
        default: .other
        }
    }

    /// Whether the code can come before a request is written; together with a request of no bytes it then proves that
    /// nothing was sent. Any other code proves nothing.
    static func happensBeforeRequest(_ code: CURLcode) -> Bool {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT,
            CURLE_OPERATION_TIMEDOUT:
            true
        default: isAboutTLS(code)
        }
    }

    private static func isAboutTLS(_ code: CURLcode) -> Bool {
        switch code {
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_USE_SSL_FAILED, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
            CURLE_SSL_INVALIDCERTSTATUS:
            true
        default: false
        }
    }

    /// What happened, for a person: libcurl's fixed text for the code, and the detail behind it. Its longer texts are
    /// not used, because they may quote the server.
    static func text(_ code: CURLcode, _ evidence: videogen_evidence) -> String {
        let text = unsafe String(cString: curl_easy_strerror(code))
        switch code {
        case CURLE_COULDNT_CONNECT where evidence.system_error != 0:
            return unsafe "\(text): \(String(cString: strerror(evidence.system_error)))"
        case CURLE_PEER_FAILED_VERIFICATION:
            return "\(text): \(certificateText(evidence.certificate))"
        default:
            return text
        }
    }

    /// OpenSSL's commonest verdicts (X509_V_ERR_*), in words.
    private static func certificateText(_ verdict: Int32) -> String {
        switch verdict {
        // The chain is good (or, in libcurl before 8, was not judged any more): it is the name that does not match.
        case 0, 1: "the certificate is for another host"
        case 9: "the certificate is not valid yet"
        case 10: "the certificate has expired"
        case 18, 19: "the certificate is self-signed"
        case 20, 21: "the certificate's issuer is not known here"
        default: "the certificate was not accepted (\(verdict))"
        }
    }
}
