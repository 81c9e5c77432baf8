// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationClient

/// What a screen shows of one generation: a value, so that it can be tested, kept, sent to a browser, and drawn by anything.
public struct ScreenState: Codable, Hashable, Sendable {
    /// How far it is.
    public enum Phase: String, Codable, Sendable {
        case idle, planning, submitting, waiting, rendering, fetching, done, failed
        /// It may have been billed, and nobody knows its id.
        case unknown
    }

    /// One place of the gallery.
    public enum Tile: Codable, Hashable, Sendable {
        case video(path: String)
        case blocked(reason: String)
        case missing(reason: String)
    }

    /// Where it stands.
    public var phase = Phase.idle
    /// 0 to 1, as far as the service says.
    public var progress: Double?
    /// What a person should read: an adjustment, a wait, an error.
    public var message: String?
    /// What came of each sample.
    public var tiles: [Tile] = []

    /// Nothing has begun.
    public init() {}

    /// Whether a button may start another one: not after an unknown outcome, which somebody has to look up first.
    public var canStart: Bool { [.idle, .done, .failed].contains(phase) }

    /// Whether nothing follows.
    public var isOver: Bool { [.done, .failed, .unknown].contains(phase) }

    /// What a plan says before anything is sent.
    public mutating func apply(_ plan: Plan) {
        phase = .submitting
        let changes = plan.chosen?.negotiation.report.adjustments.compactMap(\.reason) ?? []
        message = changes.isEmpty ? nil : changes.joined(separator: " ")
    }

    /// What happens afterwards.
    public mutating func apply(_ event: TaskEvent) {
        switch event {
        case .submitted: phase = .waiting
        case .status(let status):
            phase = status.state == .queued ? .waiting : status.state == .delivering ? .fetching : .rendering
            (progress, message) = (status.progress ?? progress, nil)
        case .retrying(let notice): message = notice.reason.message
        case .failover(let failover): message = "\(failover.to) makes it now."
        case .held(let error), .unanswered(let error), .attention(let error): message = error.message
        case .delivered(let delivery):
            (phase, progress, message) = (.done, 1, nil)
            tiles = delivery.samples.map(Tile.init)
        case .failed(let error): apply(error)
        case .submissionUnknown(_, let evidence): (phase, message) = (.unknown, evidence.message)
        }
    }

    /// What ended it.
    public mutating func apply(_ error: VideoGenerationError) {
        (phase, message) = (.failed, error.message)
    }
}

extension ScreenState.Tile {
    init(_ sample: SampleOutcome) {
        switch sample.outcome {
        case .delivered: self = .video(path: sample.path ?? sample.url ?? "")
        case .filtered: self = .blocked(reason: sample.reason ?? "")
        case .expired, .failed: self = .missing(reason: sample.reason ?? "")
        }
    }
}
