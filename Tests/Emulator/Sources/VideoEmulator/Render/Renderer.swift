// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Makes the clips, a few at a time, and each distinct one once.
final class Renderer: Sendable {
    typealias Completion = @Sendable (Result<RenderedFile, RenderFailure>) -> Void

    private enum Slot {
        case inWork([Completion])
        case ready(RenderedFile)
    }

    private let folder: WorkFolder
    private let maker: ClipMaker
    private let slots = Mutex<[RenderJob: Slot]>([:])
    private let jobs: AsyncStream<RenderJob>
    private let feed: AsyncStream<RenderJob>.Continuation

    init(folder: WorkFolder, maker: ClipMaker) {
        self.folder = folder
        self.maker = maker
        (jobs, feed) = AsyncStream.makeStream()
    }

    /// Orders all samples of a submission; each is reported once, maybe before this returns.
    func order(
        _ submission: Submission,
        whenDone: @escaping @Sendable (Int, Result<RenderedFile, RenderFailure>) -> Void
    ) {
        let picture: RenderJob.Picture
        do {
            picture = try self.picture(submission.image)
        } catch {
            whenDone(0, .failure(RenderFailure(message: "the image could not be stored: \(error)")))
            return
        }
        for sample in 0..<submission.clip.samples {
            order(RenderJob(picture: picture, clip: submission.clip, sample: sample)) { whenDone(sample, $0) }
        }
    }

    /// Works until the task is cancelled, then ends its children.
    func run(atOnce limit: Int = 2) async {
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            for await job in jobs {
                if running == limit {
                    await group.next()
                    running -= 1
                }
                running += 1
                group.addTask { self.settle(job, await self.maker.make(job)) }
            }
            group.cancelAll()
        }
    }

    private func picture(_ image: SubmittedImage) throws -> RenderJob.Picture {
        switch image {
        case .none, .address:
            return .neutral
        case .inline(let file):
            try folder.keep(file.bytes, as: ClipMaker.imageName(sha256: file.sha256))
            return .file(sha256: file.sha256)
        }
    }

    private func order(_ job: RenderJob, _ completion: @escaping Completion) {
        let ready: RenderedFile? = slots.withLock { slots in
            switch slots[job] {
            case .ready(let file):
                return file
            case .inWork(let waiting):
                slots[job] = .inWork(waiting + [completion])
            case nil:
                slots[job] = .inWork([completion])
                feed.yield(job)
            }
            return nil
        }
        if let ready { completion(.success(ready)) }
    }

    private func settle(_ job: RenderJob, _ result: Result<RenderedFile, RenderFailure>) {
        let waiting: [Completion] = slots.withLock { slots in
            guard case .inWork(let waiting) = slots[job] else { return [] }
            // A failure is not kept: ffmpeg may be there at the next attempt.
            slots[job] = (try? result.get()).map(Slot.ready)
            return waiting
        }
        for completion in waiting { completion(result) }
    }
}
