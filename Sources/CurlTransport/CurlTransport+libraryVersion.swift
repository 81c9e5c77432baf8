// SPDX-License-Identifier: Apache-2.0
import CVideoGenCurl

extension CurlTransport {
    /// The libcurl that is loaded, with its TLS and HTTP/2 libraries, for a bug report.
    public static var libraryVersion: String {
        unsafe curl_version().map { unsafe String(cString: $0) } ?? "unknown"
    }
}
