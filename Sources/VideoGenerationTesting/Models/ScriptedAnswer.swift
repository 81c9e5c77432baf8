// SPDX-License-Identifier: Apache-2.0
import LocalFiles
public import VideoGenerationCore

/// What a ``ScriptedModel`` says about a task.
public struct ScriptedAnswer: Sendable {
    private let kind: Kind

    private enum Kind: Sendable {
        case phase(StatusReport.Phase, word: String, progress: Double?)
        case done([ScriptedSample])
        case trouble(StatusOutcome.Trouble.Kind, VideoGenerationError)
    }

    /// It waits.
    public static let queued = ScriptedAnswer(kind: .phase(.queued, word: "queued", progress: nil))

    /// It is rendered; `progress` is the share that is done, 0 to 1.
    public static func running(_ progress: Double? = nil, word: String = "running") -> ScriptedAnswer {
        ScriptedAnswer(kind: .phase(.running, word: word, progress: progress))
    }

    /// It is done, with these samples; none is a video for each sample that was asked for.
    public static func done(_ samples: ScriptedSample...) -> ScriptedAnswer {
        ScriptedAnswer(kind: .done(samples))
    }

    /// It is over without a video, by the service's word.
    public static func failed(
        _ code: VideoGenerationError.Code = .generationFailed, _ message: String = "The script says so."
    ) -> ScriptedAnswer {
        ScriptedAnswer(kind: .phase(.failed(ServiceRefusal(code, message)), word: "failed", progress: nil))
    }

    /// The question itself is not answered: with `authentication` and `out_of_funds` because of the account, else for a
    /// reason that passes. It does not end a task.
    public static func trouble(
        _ code: VideoGenerationError.Code = .serviceUnavailable, _ message: String = "The script does not answer."
    ) -> ScriptedAnswer {
        ScriptedAnswer(
            kind: .trouble(
                [.authentication, .outOfFunds].contains(code) ? .account : .passing,
                VideoGenerationError(code, message, isRetryable: true)))
    }

    /// The model does not know the task.
    public static let unknownTask = ScriptedAnswer(
        kind: .trouble(.unknownTask, VideoGenerationError(.taskNotFound, "The script has no such task.")))

    static let stopped = ScriptedAnswer.failed(.cancelled, "It was stopped.")

    func outcome(of id: String, _ request: NegotiatedRequest?, _ files: ScriptedFiles) -> StatusOutcome {
        switch kind {
        case .phase(let phase, let word, let progress):
            return .report(StatusReport(phase, word: word, progress: progress))
        case .trouble(let kind, let error):
            return .trouble(.init(kind, error, isServicesWord: kind == .unknownTask))
        case .done(let samples):
            let wanted = samples.isEmpty ? Array(repeating: .video, count: request?.samples ?? 1) : samples
            let found = wanted.enumerated().map { index, sample in
                RemoteSample(index: index, location: sample.location(of: "\(id)-\(index)", request, files))
            }
            return .report(StatusReport(.succeeded(found), word: "done"))
        }
    }
}

/// What a ``ScriptedModel`` has for one sample of a task that is done.
public struct ScriptedSample: Sendable {
    private let kind: Kind

    private enum Kind: Sendable {
        case video(TinyVideo?)
        case filtered(String)
        case missing(String)
        case gone
    }

    /// A video with the length and size that were asked for.
    public static let video = ScriptedSample(kind: .video(nil))

    /// This video, whatever was asked for.
    public static func video(_ video: TinyVideo) -> ScriptedSample { ScriptedSample(kind: .video(video)) }

    /// None, because of what it would show.
    public static func filtered(_ reason: String) -> ScriptedSample { ScriptedSample(kind: .filtered(reason)) }

    /// None, for another reason.
    public static func missing(_ reason: String) -> ScriptedSample { ScriptedSample(kind: .missing(reason)) }

    /// A video that cannot be fetched any more.
    public static let expired = ScriptedSample(kind: .gone)

    func location(
        of name: String, _ request: NegotiatedRequest?, _ files: ScriptedFiles
    ) -> RemoteSample.Location {
        switch kind {
        case .filtered(let reason): .filtered(reason: reason)
        case .missing(let reason): .missing(reason: reason)
        case .gone: .file("\(OutputPlan.temporaryFolder)/videogen-\(name)-gone.mp4")
        case .video(let video): files.location(of: name, video ?? TinyVideo(request))
        }
    }
}

extension TinyVideo {
    /// What a request asks for, as far as a file can be that.
    init(_ request: NegotiatedRequest?) {
        let report = request?.report
        let lines: Int? =
            if case .text(let text)? = report?.applied(.resolution), text.hasSuffix("p") { Int(text.dropLast()) } else {
                nil
            }
        let ratio: AspectRatio? =
            if case .text(let text)? = report?.applied(.aspectRatio) { AspectRatio(rawValue: text) } else { nil }
        let (width, height) =
            request?.size.map { ($0.pixels.width, $0.pixels.height) }
            ?? ratio?.pixels(lines: lines ?? 720) ?? ((lines ?? 720) * 16 / 9, lines ?? 720)
        let seconds = report?.applied(.duration)?.number ?? 8
        let hasAudio = if case .flag(true)? = report?.applied(.audio) { true } else { false }
        self.init(
            seconds: UInt32(clamping: Int(max(1, min(seconds, 86_400)))), width: UInt16(clamping: width),
            height: UInt16(clamping: height), hasAudio: hasAudio)
    }
}

extension AspectRatio {
    /// A size of this ratio whose shorter side has so many pixels.
    fileprivate func pixels(lines: Int) -> (Int, Int)? {
        guard let (width, height) = sides, width > 0, height > 0 else { return nil }
        let long = Int((Double(lines) * max(width, height) / min(width, height)).rounded())
        return width >= height ? (long, lines) : (lines, long)
    }
}
