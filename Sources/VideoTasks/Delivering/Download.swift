// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import VideoGenerationCore

/// Fetches one video until it is whole, or until that is hopeless. It carries a credential only where the model says that
/// its results want it, and there to no other origin than those it belongs to.
struct Download {
    let loop: any LoopTransport
    let connection: SurfaceConnection
    let largestFile: Int
    let deadline: MonotonicTime
    /// Waits on the tracker's clock.
    let pause: (Duration) async -> Void
    /// Pays for another try at a host after so many that failed; see ``RetryBudget``.
    let retry: (WebURL, RetryBudget.Trouble, Int) -> RetryBudget.Retry
    /// A host gave what it was asked for, and the price of that is given back.
    let succeed: (WebURL, Int) -> Void
    /// Asks the service for the video's URL once more, because URLs expire.
    let freshURL: () async -> Renewal

    /// What came of asking for a fresh URL.
    enum Renewal {
        case source(Source)
        /// The service says that there is none.
        case gone
        /// The service does not say: that proves nothing about the video.
        case unanswered(VideoGenerationError)
    }

    /// Where a video is.
    struct Source {
        private(set) var url: WebURL
        private(set) var needsCredential: Bool

        /// Nil for a place that nothing is fetched from.
        init?(_ location: RemoteSample.Location) {
            switch location {
            case .url(let url): (self.url, needsCredential) = (url, false)
            case .credentialed(let url): (self.url, needsCredential) = (url, true)
            case .file, .filtered, .missing: return nil
            }
        }

        /// Goes on at `next`. What a redirect to another origin leads to is signed, and wants no credential.
        mutating func follow(to next: WebURL) {
            needsCredential = needsCredential && next.origin == url.origin
            url = next
        }
    }

    /// How many times in a row a try may bring nothing new, and how long it was waited between them: two minutes without
    /// a network. What a machine slept in between has not been waited.
    private static let patience = (tries: 9, waited: Duration.seconds(120))
    /// Nothing goes on for so long after the deadline; if it is later than that, the machine slept.
    private static let sleep = Duration.seconds(30)
    /// How much time a machine that slept past the deadline gets for another try.
    private static let fairTry = Duration.seconds(600)
    /// How many times what arrived whole may be no video, and how many times a URL may be renewed: asking more often
    /// changes nothing.
    private static let fruitlessTries = 4
    /// How many tries there are at all, however little each of them brings.
    private static let maximumTries = 200
    private static let maximumRedirects = 5

    /// What one try came to.
    private enum Step {
        case complete(VideoFacts)
        case redirect(WebURL)
        case expired(VideoGenerationError)
        case unfit(VideoGenerationError)
        case again(VideoGenerationError, RetryBudget.Trouble, after: Duration? = nil)
        case hopeless(VideoGenerationError)
    }

    /// Fetches what is at `source` into `file` and returns what its container says.
    func run(from source: Source, into file: PartialFile) async throws(VideoGenerationError) -> VideoFacts {
        let sink = DownloadSink(file, largestFile: largestFile)
        var (source, deadline, redirects, idle, fruitless, renewals) = (source, deadline, 0, 0, 0, 0)
        var (price, waited) = (0, Duration.zero)
        var latest = VideoGenerationError(.downloadFailed, "There was no time left to fetch the video.")
        for _ in 0..<Self.maximumTries {
            if loop.now >= deadline {
                guard hasSlept(past: deadline) else { throw latest }
                deadline = loop.now + Self.fairTry
            }
            let before = sink.mostBytes
            let step = await attempt(source, sink, until: deadline)
            let retry: RetryBudget.Retry
            var delay: Duration
            switch step {
            case .complete(let facts):
                succeed(source.url, price)
                return facts
            case .hopeless(let error):
                throw error
            case .redirect(let next):
                redirects += 1
                guard redirects <= Self.maximumRedirects else {
                    throw VideoGenerationError(.downloadFailed, "The video's URL redirects in circles.")
                }
                source.follow(to: next)
                continue
            case .unfit(let error):
                fruitless += 1
                latest = error
                guard fruitless < Self.fruitlessTries else { throw error }
                retry = self.retry(source.url, .throttled, fruitless)
                delay = retry.pause
            case .expired(let error):
                // Counted apart: a URL that was never renewed proves nothing about the video.
                renewals += 1
                latest = error
                guard renewals < Self.fruitlessTries else { throw error }
                retry = self.retry(source.url, .throttled, renewals)
                delay = retry.pause
            case .again(let error, let trouble, let wanted):
                if sink.mostBytes > before { (idle, waited) = (0, .zero) } else { idle += 1 }
                latest = error
                guard idle < Self.patience.tries || waited < Self.patience.waited else { throw error }
                retry = self.retry(source.url, trouble, idle)
                delay = max(retry.pause, wanted ?? .zero)
                waited += delay
            }
            price = retry.price
            if loop.now + delay >= deadline {
                guard hasSlept(past: deadline) else { throw latest }
                delay = .zero
            }
            if case .expired(let error) = step {
                // The first renewal needs no pause: most URLs simply were too old.
                if renewals > 1 { await pause(delay) }
                switch await freshURL() {
                case .source(let fresh): (source, redirects) = (fresh, 0)
                case .gone: throw error
                case .unanswered(let trouble):
                    throw VideoGenerationError(
                        .downloadFailed, "The video's URL expired, and the service gives no other: \(trouble.message)",
                        isRetryable: true, underlying: trouble)
                }
            } else {
                await pause(delay)
            }
        }
        throw latest
    }

    private func hasSlept(past deadline: MonotonicTime) -> Bool { loop.now - deadline > Self.sleep }

    private func attempt(_ source: Source, _ sink: DownloadSink, until deadline: MonotonicTime) async -> Step {
        var call = HTTPCall(.get, source.url)
        call.request.headerFields.append(contentsOf: sink.resumption)
        do {
            let outcome = try await connection.fetch(
                call, withCredential: source.needsCredential, into: sink,
                limits: .init(total: deadline - loop.now, stall: .seconds(60), bodyBytes: largestFile))
            switch outcome {
            case .reply(let reply) where reply.status == 403 && source.needsCredential:
                return .hopeless(
                    VideoGenerationError(
                        .authentication,
                        "The video is at \(source.url.withoutQuery), and the credential may not read it: its host answered "
                            + "403. Give it that right, and fetch the task again."))
            case .reply(let reply): return await judge(reply, at: source.url, sink)
            case .failure(let failure): return judge(failure)
            }
        } catch {
            // A source of keys may be out of order for a while; the video is paid for.
            let error = VideoGenerationError(wrapping: error)
            return error.code == .authentication ? .again(error, .transient) : .hopeless(error)
        }
    }

    private func judge(_ failure: ExchangeFailure) -> Step {
        let error =
            failure.underlying as? VideoGenerationError
            ?? VideoGenerationError(.downloadFailed, failure.message, isRetryable: true, underlying: failure)
        switch failure.kind {
        case .forbidden, .tooLarge, .insecure:
            return .hopeless(VideoGenerationError(.downloadFailed, failure.message, underlying: failure))
        case .cancelled where Task.isCancelled:
            return .hopeless(VideoGenerationError(failure))
        case .sinkFailed where !error.isRetryable: return .hopeless(error)
        default: return .again(error, .transient)
        }
    }

    private func judge(_ reply: HTTPReply, at url: WebURL, _ sink: DownloadSink) async -> Step {
        switch reply.status {
        case 200, 206:
            let path = sink.file.path
            do {
                return .complete(
                    try await loop.offload { () throws(VideoGenerationError) in
                        try MP4Inspector().inspect(fileAt: path)
                    })
            } catch {
                // Cut short without a word about its length, or no video at all: the next try tells.
                do { try sink.file.restart() } catch let unwritable { return .hopeless(unwritable) }
                return .unfit(error)
            }
        case 301, 302, 303, 307, 308:
            guard let location = reply.headerFields[.location], let next = url.resolving(location: location) else {
                return .hopeless(VideoGenerationError(.downloadFailed, "The video's URL redirects to nowhere."))
            }
            return .redirect(next)
        case 401, 403, 404, 410:
            return .expired(
                VideoGenerationError(
                    .resultExpired, "The video's URL is not good any more: its host answered \(reply.status)."))
        case 416:
            do { try sink.file.restart() } catch { return .hopeless(error) }
            return .again(
                VideoGenerationError(.downloadFailed, "The host has no such part of the file."), .transient)
        default:
            return .again(
                VideoGenerationError(.downloadFailed, "The video's host answered \(reply.status).", isRetryable: true),
                [429, 503].contains(reply.status) ? .throttled : .transient, after: RetryAfter(reply)?.delay)
        }
    }
}
