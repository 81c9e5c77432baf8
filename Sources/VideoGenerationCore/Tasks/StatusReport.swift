// SPDX-License-Identifier: Apache-2.0

/// How a task is doing, by the service's own word.
public struct StatusReport: Sendable {
    /// The step it is at.
    public var phase: Phase
    /// The service's own word for it, at most 100 characters.
    public var word: String
    /// The share that is done, 0 to 1, if the service says so; services are often wrong.
    public var progress: Double?
    /// How long it will take, if the service says so.
    public var eta: Duration?

    /// A report; see the properties.
    public init(_ phase: Phase, word: String, progress: Double? = nil, eta: Duration? = nil) {
        self.phase = phase
        self.word = word.capped(at: 100)
        self.progress = progress.map { min(1, max(0, $0)) }
        self.eta = eta
    }

    /// The step a task is at.
    public enum Phase: Sendable {
        /// Accepted, waiting.
        case queued
        /// Being rendered. An unknown word means this, too: it must not end a paid task.
        case running
        /// Over, with these samples.
        case succeeded([RemoteSample])
        /// Over, without a video.
        case failed(ServiceRefusal)
    }
}

/// One video of a finished task, or the reason why it is missing.
public struct RemoteSample: Sendable {
    /// Which sample it is, from 0.
    public var index: Int
    /// Where it is.
    public var location: Location

    /// The sample numbered `index`.
    public init(index: Int, location: Location) {
        self.index = index
        self.location = location
    }

    /// Where a sample is.
    public enum Location: Sendable {
        /// At a URL that needs no credential and may be signed: it is a secret and expires.
        case url(WebURL)
        /// At a URL that wants the surface's credential. It gets it where that belongs to the URL's origin; a redirect
        /// elsewhere is followed without it.
        case credentialed(WebURL)
        /// In a file of this machine, at this path: only from a model without a base URL, which renders here. The tracker
        /// copies it; the file stays the model's.
        case file(String)
        /// Nowhere, because the service held it back for what it shows.
        case filtered(reason: String)
        /// Nowhere, for another reason.
        case missing(reason: String)
    }
}
