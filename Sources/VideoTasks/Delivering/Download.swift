// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import VideoGenerationCore

/// Fetches one video until it is whole, or until that is hopeless. It carries no credential anywhere.
struct Download {
    let loop: any LoopTransport
    let reach: HTTPExchange.Reach
    let largestFile: Int
    let deadline: MonotonicTime
    /// Waits on the tracker's clock.
    let pause: (Duration) async -> Void
    /// Asks the service for the video's URL once more, because URLs expire.
    let freshURL: () async -> WebURL?

    /// How many times in a row a try may bring nothing new: with the pauses between them, two minutes without a network.
    private static let patience = 9
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
        case again(VideoGenerationError, after: Duration?)
        case hopeless(VideoGenerationError)
    }

    /// Fetches `url` into `file` and returns what its container says.
    func run(from url: WebURL, into file: PartialFile) async throws(VideoGenerationError) -> VideoFacts {
        let sink = DownloadSink(file, largestFile: largestFile)
        var (url, redirects, idle, fruitless) = (url, 0, 0, 0)
        var latest = VideoGenerationError(.downloadFailed, "There was no time left to fetch the video.")
        for _ in 0..<Self.maximumTries where loop.now < deadline {
            let before = sink.mostBytes
            let step = await attempt(url, sink)
            var delay: Duration?
            switch step {
            case .complete(let facts):
                return facts
            case .hopeless(let error):
                throw error
            case .redirect(let next):
                redirects += 1
                guard redirects <= Self.maximumRedirects else {
                    throw VideoGenerationError(.downloadFailed, "The video's URL redirects in circles.")
                }
                url = next
                continue
            case .unfit(let error), .expired(let error):
                fruitless += 1
                latest = error
                guard fruitless < Self.fruitlessTries else { throw error }
                delay = .seconds(1 << (fruitless - 1))
            case .again(let error, let wanted):
                idle = sink.mostBytes > before ? 0 : idle + 1
                latest = error
                guard idle < Self.patience else { throw error }
                delay = wanted ?? min(.milliseconds(500 << min(idle, 10)), .seconds(30))
            }
            guard let delay, loop.now + delay < deadline else { throw latest }
            if case .expired(let error) = step {
                // The first renewal needs no pause: most URLs simply were too old.
                if fruitless > 1 { await pause(delay) }
                guard let fresh = await freshURL() else { throw error }
                (url, redirects) = (fresh, 0)
            } else {
                await pause(delay)
            }
        }
        throw latest
    }

    private func attempt(_ url: WebURL, _ sink: DownloadSink) async -> Step {
        var call = HTTPCall(.get, url)
        call.request.headerFields.append(contentsOf: sink.resumption)
        let exchange = HTTPExchange(
            call.request, purpose: .download, reach: reach,
            limits: .init(total: deadline - loop.now, stall: .seconds(60), bodyBytes: largestFile), sink: sink)
        switch await loop.send(exchange) {
        case .reply(let reply): return await judge(reply, at: url, sink)
        case .failure(let failure): return judge(failure)
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
        default: return .again(error, after: nil)
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
            return .again(VideoGenerationError(.downloadFailed, "The host has no such part of the file."), after: nil)
        default:
            return .again(
                VideoGenerationError(.downloadFailed, "The video's host answered \(reply.status).", isRetryable: true),
                after: RetryAfter(reply)?.delay)
        }
    }
}
