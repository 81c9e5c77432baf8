// SPDX-License-Identifier: Apache-2.0

/// What a client is made of, read from environment variables and checked before anything is opened.
public struct EnvironmentSettings: Sendable {
    /// The transport's settings, from `VIDEOGEN_TRUSTED_HOSTS` and `VIDEOGEN_PROXY`.
    public var transport: CurlTransport.Configuration
    /// The models of all known surfaces, at the hosts that `<SURFACE>_BASE_URL` names, once for each account, and at last the one on
    /// this machine, which is chosen only when it is named.
    public var models: [any VideoGeneration]
    /// The keys, from `<SURFACE>_API_KEY` and `<SURFACE>_API_KEY_FILE`, and with `_2` to `_99` after `KEY` those of further
    /// accounts.
    public var credentials: EnvironmentCredentials
    /// The tracker's settings, from `VIDEOGEN_POLL_INTERVAL`, `VIDEOGEN_POLL_RATE`, `VIDEOGEN_SUBMIT_RATE`,
    /// `VIDEOGEN_RESUBMIT_UNKNOWN` and `VIDEOGEN_BUDGET`.
    public var tracker: VideoTracker.Configuration
    /// Where tasks are kept, from `VIDEOGEN_STORE` and `VIDEOGEN_HOME`.
    public var store: StorePlace
    /// How long this process is taken to be alive after it was heard of last, from `VIDEOGEN_LEASE`; only a store that several
    /// machines share goes by it.
    public var lease: Duration

    /// Reads `environment`.
    ///
    /// - Throws: Code `configuration`, naming the variable, what it may hold and what to do.
    public init(_ environment: [String: String]) throws(VideoGenerationError) {
        var problems: [VideoGenerationError] = []
        self.init(environment, problems: &problems)
        if let problem = problems.first { throw problem }
    }

    /// Reads `environment` as far as it can be read: a variable that is wrong counts as not set, and is told.
    ///
    /// - Parameters:
    ///   - environment: The variables.
    ///   - problems: Gets an error of code `configuration` for each variable that is wrong.
    package init(_ environment: [String: String], problems: inout [VideoGenerationError]) {
        func value<Value>(
            _ variable: String, _ standard: Value, _ read: (String) throws(VideoGenerationError) -> Value
        ) -> Value {
            guard let text = environment[variable], !text.isEmpty else { return standard }
            do throws(VideoGenerationError) {
                return try read(text)
            } catch {
                problems.append(
                    VideoGenerationError(.configuration, "\(variable): \(error.message)", underlying: error))
                return standard
            }
        }
        var transport = CurlTransport.Configuration()
        transport.trustedHosts = value("VIDEOGEN_TRUSTED_HOSTS", transport.trustedHosts, TrustedHosts.init)
        transport.proxy = value("VIDEOGEN_PROXY", nil) { text throws(VideoGenerationError) in try ProxyAddress(text) }
        self.transport = transport
        var models: [any VideoGeneration] = []
        for surface in EnvironmentSurface.all where surface.isWanted(environment) {
            let standard = surface.defaultBaseURL
            let url = value(surface.prefix + "_BASE_URL", standard.flatMap { WebURL($0) }) {
                text throws(VideoGenerationError) in
                try Self.baseURL(text, like: surface.example, transport)
            }
            guard let url else { continue }
            for account in surface.accounts(environment) { models += surface.models(url, account, environment) }
        }
        credentials = EnvironmentCredentials(environment)
        tracker = VideoTracker.Configuration(
            polling: value("VIDEOGEN_POLL_INTERVAL", PollSchedule(), Self.polling),
            pace: value("VIDEOGEN_POLL_RATE", PollPace(), Self.pace),
            submitRate: value("VIDEOGEN_SUBMIT_RATE", nil) { text throws(VideoGenerationError) in
                try Self.rate(text, of: "submissions")
            },
            resubmission: value("VIDEOGEN_RESUBMIT_UNKNOWN", nil) { text throws(VideoGenerationError) in
                try ResubmissionAllowance(text)
            }, budget: value("VIDEOGEN_BUDGET", nil) { text throws(VideoGenerationError) in try Budget(text) })
        store = value("VIDEOGEN_STORE", .standard(environment), StorePlace.init)
        lease = value("VIDEOGEN_LEASE", .seconds(30), Self.lease)
        self.models = models + [PanZoomPreview(folder: store.folder(environment) + "/preview")]
    }

    private static func baseURL(
        _ text: String, like standard: String, _ transport: CurlTransport.Configuration
    ) throws(VideoGenerationError) -> WebURL {
        guard let url = WebURL(text), !url.pathAndQuery.contains("?") else {
            throw VideoGenerationError(
                .configuration, "This is no base URL. Write it as \(standard), without user or query.")
        }
        try transport.check(baseURL: url)
        return url
    }

    private static func lease(_ text: String) throws(VideoGenerationError) -> Duration {
        guard let seconds = Double(text), (2...3600).contains(seconds) else {
            throw VideoGenerationError(.configuration, "Allowed are 2 to 3600 seconds, not \"\(text)\".")
        }
        return .milliseconds(Int64(seconds * 1000))
    }

    private static func pace(_ text: String) throws(VideoGenerationError) -> PollPace {
        let rate = try rate(text, of: "questions")
        return PollPace(rate: rate, burst: Int(rate))
    }

    private static func rate(_ text: String, of what: String) throws(VideoGenerationError) -> Double {
        guard let rate = Double(text), (0.01...10_000).contains(rate) else {
            throw VideoGenerationError(
                .configuration, "Allowed are 0.01 to 10000 \(what) a second, not \"\(text)\".")
        }
        return rate
    }

    private static func polling(_ text: String) throws(VideoGenerationError) -> PollSchedule {
        guard let seconds = Double(text), (0.05...3600).contains(seconds) else {
            throw VideoGenerationError(.configuration, "Allowed are 0.05 to 3600 seconds, not \"\(text)\".")
        }
        return PollSchedule(shortest: .milliseconds(Int64(seconds * 1000)))
    }
}
