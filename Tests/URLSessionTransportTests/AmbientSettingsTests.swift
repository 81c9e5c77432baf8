// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import URLSessionTransport

#if canImport(FoundationNetworking)
    @Suite("What is set around the process")
    struct AmbientSettingsTests {
        private func isRefused(_ scheme: String, _ variables: [String: String]) -> Bool {
            AmbientSettings.obstacle(to: scheme) { variables[$0] } != nil
        }

        @Test("a proxy that URLSession would take from the environment keeps exchanges by that scheme from starting")
        func proxies() {
            #expect(!isRefused("https", [:]))
            #expect(isRefused("http", ["http_proxy": "http://127.0.0.1:9"]))
            #expect(!isRefused("https", ["http_proxy": "http://127.0.0.1:9"]))
            #expect(isRefused("https", ["https_proxy": "http://127.0.0.1:9"]))
            #expect(isRefused("https", ["HTTPS_PROXY": "http://127.0.0.1:9"]))
            for scheme in ["http", "https"] {
                #expect(isRefused(scheme, ["all_proxy": "socks5://127.0.0.1:9"]))
                #expect(isRefused(scheme, ["ALL_PROXY": "socks5://127.0.0.1:9"]))
                #expect(isRefused(scheme, ["all_proxy": "socks5://127.0.0.1:9", "no_proxy": "localhost"]))
                #expect(!isRefused(scheme, ["all_proxy": "socks5://127.0.0.1:9", "no_proxy": "*"]))
                #expect(!isRefused(scheme, ["all_proxy": "socks5://127.0.0.1:9", "NO_PROXY": "*"]))
            }
        }

        @Test("what lets others read along keeps all exchanges from starting")
        func listeners() {
            for name in ["URLSessionDebugLibcurl", "SSLKEYLOGFILE"] {
                #expect(isRefused("https", [name: "1", "no_proxy": "*"]))
            }
        }
    }
#endif
