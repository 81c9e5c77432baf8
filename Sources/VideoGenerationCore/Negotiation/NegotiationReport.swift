// SPDX-License-Identifier: Apache-2.0

/// What became of every option: kept with the plan, the task and the result. Nothing is changed without a line here.
public struct NegotiationReport: Codable, Hashable, Sendable {
    /// Every option that was asked for or that the model takes.
    public var options: [OptionOutcome]
    /// What deserves a warning; nothing was changed for it.
    public var advisories: [Advisory]

    /// A report; see the properties.
    public init(options: [OptionOutcome] = [], advisories: [Advisory] = []) {
        self.options = options
        self.advisories = advisories
    }

    /// The options whose applied value is not the one that was asked for.
    public var adjustments: [OptionOutcome] {
        options.filter { [.adjusted, .dropped, .ignored, .matched].contains($0.origin) }
    }

    /// The value that holds for `option` in the end, the service's documented default included.
    public func applied(_ option: OptionName) -> OptionValue? {
        options.first { $0.option == option }?.applied
    }
}

/// What became of one option.
public struct OptionOutcome: Codable, Hashable, Sendable {
    /// The option.
    public var option: OptionName
    /// What was asked for; nil if nothing was.
    public var requested: OptionValue?
    /// What holds; nil if that is for the service to know.
    public var applied: OptionValue?
    /// How the applied value came about.
    public var origin: Origin
    /// Why it is not what was asked for; nil if it is.
    public var reason: String?

    /// How an option's value came about.
    public enum Origin: String, Codable, Hashable, Sendable {
        /// As asked for.
        case requested
        /// As asked for, in other words: a size sets resolution and aspect ratio.
        case translated
        /// `match`: taken from the first frame.
        case matched
        /// The nearest supported value.
        case adjusted
        /// Not sent; the service's default holds.
        case dropped
        /// Not sent, because the model makes nothing of it.
        case ignored
        /// Not asked for and not sent; the service documents this value.
        case serviceDefault = "service_default"
    }
}

/// A warning that changes nothing.
public struct Advisory: Codable, Hashable, Sendable {
    /// A stable snake_case word.
    public var code: String
    /// What may happen, and whose word that is.
    public var message: String

    /// An advisory; see the properties.
    public init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}

/// One reason why a model cannot do a request.
public struct Violation: Codable, Hashable, Sendable {
    /// The option, input role or `prompt` that is at fault.
    public var subject: String
    /// The error that it becomes if nothing else can do the request.
    public var code: VideoGenerationError.Code
    /// What was wrong, what is allowed and what to do.
    public var message: String

    /// A violation; see the properties.
    public init(_ subject: String, _ code: VideoGenerationError.Code, _ message: String) {
        self.subject = subject
        self.code = code
        self.message = message
    }
}
