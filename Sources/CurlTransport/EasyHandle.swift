// SPDX-License-Identifier: Apache-2.0
import CVideoGenCurl
import VideoGenerationCore

/// One easy handle of libcurl: the settings of one exchange at a time.
///
/// Every setting's result is looked at, because one that silently did not hold could be the one that a payment or a
/// credential depends on.
@safe final class EasyHandle {
    /// Bodies up to this size need no larger buffer than libcurl's own.
    static let smallBody = 64 << 10
    /// 512 kB halve the CPU time of a large body against 16 kB, and more gains nothing.
    private static let bulkBuffer = 512 << 10

    private static let usesOpenSSL = videogen_uses_openssl()

    let raw: UnsafeMutableRawPointer
    /// Whether another exchange may use the handle: not once its buffers were sized, which cannot be undone.
    private(set) var isReusable = true
    private var lists: [StringList] = []

    init?() {
        guard let raw = unsafe curl_easy_init() else { return nil }
        unsafe self.raw = raw
    }

    deinit {
        unsafe curl_easy_cleanup(raw)
    }

    /// Forgets the last exchange's settings and data.
    func reset() {
        unsafe curl_easy_reset(raw)
        lists = []
    }

    /// What is known about how far the exchange got.
    var evidence: videogen_evidence { unsafe videogen_easy_evidence(raw) }

    /// Whether the last exchange went over HTTP/2.
    var usedHTTP2: Bool { unsafe videogen_easy_used_http2(raw) }

    /// Settings that do not depend on the exchange.
    func prepare(_ configuration: CurlTransport.Configuration, _ authorities: CertificateAuthorities.Location)
        throws(Refusal)
    {
        try check(unsafe videogen_easy_secure(raw, Self.usesOpenSSL))
        try check(unsafe videogen_easy_authorities(raw, authorities.file, authorities.directory))
        if !configuration.names.isEmpty {
            try check(unsafe videogen_easy_names(raw, keep(configuration.names)))
        }
    }

    /// Where to and how: URL, proxy, connection, ceilings of time.
    func aim(
        _ exchange: HTTPExchange, at destination: ExchangeDestination, _ target: String, proxy: ProxyAddress?
    ) throws(Refusal) {
        try check(unsafe videogen_easy_target(raw, destination.root, target, destination.scheme))
        try check(unsafe videogen_easy_proxy(raw, proxy?.text ?? ""))
        switch exchange.purpose {
        case .submit:
            isReusable = false
            try check(unsafe videogen_easy_own_connection(raw))
        case .call:
            try check(unsafe videogen_easy_shared_connection(raw, destination.isSecure))
        case .download:
            isReusable = false
            try check(unsafe videogen_easy_bulk_connection(raw, Self.bulkBuffer))
        }
        let limits = exchange.limits
        let total = limits.total.map(Self.milliseconds) ?? 0
        try check(unsafe videogen_easy_time_limits(raw, Self.milliseconds(limits.connect), total))
    }

    /// The path and query of the next call, ended by a zero byte; all else stays.
    func aim(atTarget target: [UInt8]) throws(Refusal) {
        try check(
            unsafe target.withUnsafeBufferPointer { target in
                unsafe target.withMemoryRebound(to: CChar.self) { unsafe videogen_easy_retarget(raw, $0.baseAddress) }
            })
    }

    /// What is sent: method, length, header lines.
    func load(_ exchange: HTTPExchange, lines: [String], userAgent: String) throws(Refusal) {
        let method = exchange.request.method.rawValue
        let length = exchange.body.byteCount
        if length > 0 || method == "POST" {
            let isLarge = length > Self.smallBody
            if isLarge { isReusable = false }
            let name = method == "POST" ? nil : method
            try check(unsafe videogen_easy_with_body(raw, name, Int64(length), isLarge ? Self.bulkBuffer : 0))
        } else {
            try check(unsafe videogen_easy_without_body(raw, method == "GET" ? nil : method))
        }
        try check(unsafe videogen_easy_header(raw, keep(lines), userAgent))
    }

    /// Runs a setting and looks at its result.
    func check(_ code: CURLcode) throws(Refusal) {
        guard code == CURLE_OK else {
            throw Refusal(text: "libcurl refused a setting: \(unsafe String(cString: curl_easy_strerror(code)))")
        }
    }

    private func keep(_ texts: [String]) throws(Refusal) -> UnsafeMutablePointer<curl_slist>? {
        guard let list = StringList(texts) else { throw Refusal(text: "memory is short") }
        lists.append(list)
        return unsafe list.head
    }

    /// Whole milliseconds, rounded up; at least one, because libcurl takes zero for its own default.
    static func milliseconds(_ duration: Duration) -> Int {
        let nanoseconds = max(duration.wholeNanoseconds, 1)
        return min(Int((nanoseconds - 1) / 1_000_000) + 1, Int(Int32.max))
    }
}
