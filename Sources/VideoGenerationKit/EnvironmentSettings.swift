// SPDX-License-Identifier: Apache-2.0

/// What a client is made of, read from environment variables and checked before anything is opened.
public struct EnvironmentSettings: Sendable {
    /// The transport's settings, from `VIDEOGEN_TRUSTED_HOSTS` and `VIDEOGEN_PROXY`.
    public var transport: CurlTransport.Configuration
    /// The models of all known surfaces, at the hosts that `<SURFACE>_BASE_URL` names.
    public var models: [any VideoGeneration]
    /// The keys, from `<SURFACE>_API_KEY` and `<SURFACE>_API_KEY_FILE`.
    public var credentials: EnvironmentCredentials
    /// The tracker's settings, from `VIDEOGEN_POLL_INTERVAL` and `VIDEOGEN_RESUBMIT_UNKNOWN`.
    public var tracker: VideoTracker.Configuration
    /// Where tasks are kept, from `VIDEOGEN_STORE` and `VIDEOGEN_HOME`.
    public var store: StorePlace

    /// Reads `environment`.
    ///
    /// - Throws: Code `configuration`, naming the variable, what it may hold and what to do.
    public init(_ environment: [String: String]) throws(VideoGenerationError) {
        var transport = CurlTransport.Configuration()
        if let text = environment["VIDEOGEN_TRUSTED_HOSTS"] {
            transport.trustedHosts = try Self.reading("VIDEOGEN_TRUSTED_HOSTS") { () throws(VideoGenerationError) in
                try TrustedHosts(text)
            }
        }
        if let text = environment["VIDEOGEN_PROXY"], !text.isEmpty {
            transport.proxy = try Self.reading("VIDEOGEN_PROXY") { () throws(VideoGenerationError) in
                try ProxyAddress(text)
            }
        }
        let highway = try Self.baseURL("HIGHWAY_BASE_URL", Highway.defaultBaseURL, environment, transport)
        models = Highway.models(at: Highway.surface(baseURL: highway))
        credentials = EnvironmentCredentials(environment)
        tracker = VideoTracker.Configuration(
            polling: try Self.polling(environment), resubmission: try Self.resubmission(environment))
        self.transport = transport
        store = try StorePlace(environment)
    }

    private static func baseURL(
        _ variable: String, _ standard: String, _ environment: [String: String],
        _ transport: CurlTransport.Configuration
    ) throws(VideoGenerationError) -> WebURL {
        let text = environment[variable].flatMap { $0.isEmpty ? nil : $0 } ?? standard
        return try reading(variable) { () throws(VideoGenerationError) in
            guard let url = WebURL(text), !url.pathAndQuery.contains("?") else {
                throw VideoGenerationError(
                    .configuration, "This is no base URL. Write it as \(standard), without user or query.")
            }
            try transport.check(baseURL: url)
            return url
        }
    }

    private static func polling(_ environment: [String: String]) throws(VideoGenerationError) -> PollSchedule {
        guard let text = environment["VIDEOGEN_POLL_INTERVAL"], !text.isEmpty else { return PollSchedule() }
        guard let seconds = Double(text), (0.05...3600).contains(seconds) else {
            throw VideoGenerationError(
                .configuration, "VIDEOGEN_POLL_INTERVAL: allowed are 0.05 to 3600 seconds, not \"\(text)\".")
        }
        return PollSchedule(shortest: .milliseconds(Int64(seconds * 1000)))
    }

    private static func resubmission(
        _ environment: [String: String]
    ) throws(VideoGenerationError) -> ResubmissionAllowance? {
        guard let text = environment["VIDEOGEN_RESUBMIT_UNKNOWN"], !text.isEmpty else { return nil }
        return try reading("VIDEOGEN_RESUBMIT_UNKNOWN") { () throws(VideoGenerationError) in
            try ResubmissionAllowance(text)
        }
    }

    private static func reading<Value>(
        _ variable: String, _ body: () throws(VideoGenerationError) -> Value
    ) throws(VideoGenerationError) -> Value {
        do {
            return try body()
        } catch {
            throw VideoGenerationError(.configuration, "\(variable): \(error.message)", underlying: error)
        }
    }
}
