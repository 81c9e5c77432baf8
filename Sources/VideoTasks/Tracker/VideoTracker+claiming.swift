// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

extension VideoTracker {
    /// Takes over recorded tasks that nobody who lives follows, the oldest first, and follows them to their end.
    ///
    /// Nothing is submitted for that, as with ``resume(_:with:to:)``. A task that cannot be followed from here, such as one of
    /// another account, is given back; what it said is with it, and it is best not claimed again.
    ///
    /// - Parameters:
    ///   - count: How many at most.
    ///   - models: The models; tasks of others are left to others.
    ///   - exceptions: Tasks that are not wanted.
    ///   - destination: Where a task's videos go; nil for where its record says, which may be on another machine.
    /// - Returns: The tasks that were claimed.
    /// - Throws: `store`, `configuration`; `cancelled` if the tracker was stopped.
    public func claim(
        upTo count: Int, with models: [any VideoGeneration], except exceptions: Set<TaskID> = [],
        to destination: @Sendable (VideoTask) throws(VideoGenerationError) -> Destination? = { _ in nil }
    ) async throws(VideoGenerationError) -> [Claim] {
        guard !isStopping else { throw VideoGenerationError(.cancelled, "The tracker was stopped.") }
        if let trouble = takeShareTrouble() { throw trouble }
        if mayOwe { try await settleDebts(with: models, to: destination) }
        let known = Set(models.map(\.descriptor.model))
        let claimed: [VideoTask]
        do {
            claimed = try await store.claim(upTo: count, of: known, except: exceptions)
        } catch {
            // Some of them may be ours by now.
            mayOwe = true
            throw error
        }
        var claims: [Claim] = []
        for task in claimed {
            claims.append(Claim(task: task, problem: try await takeUp(task, with: models, to: destination)))
        }
        return claims
    }

    /// Follows a task that is this owner's, or gives it back.
    ///
    /// - Returns: Why it cannot be followed here.
    /// - Throws: `store`, and `cancelled` at the end of this tracker: what is ours and not followed is followed the next time.
    private func takeUp(
        _ task: VideoTask, with models: [any VideoGeneration],
        to destination: (VideoTask) throws(VideoGenerationError) -> Destination?
    ) async throws(VideoGenerationError) -> VideoGenerationError? {
        do throws(VideoGenerationError) {
            try await resume(task.id, with: models, to: try destination(task))
            return nil
        } catch  where error.code == .store || error.code == .cancelled {
            mayOwe = true
            throw error
        } catch {
            if (try? await store.update(task.claimed(by: nil))) != true { mayOwe = true }
            return error
        }
    }

    /// Follows what this owner has and nobody follows: what was claimed while the store did not answer, or could not be taken up
    /// then.
    private func settleDebts(
        with models: [any VideoGeneration], to destination: (VideoTask) throws(VideoGenerationError) -> Destination?
    ) async throws(VideoGenerationError) {
        mayOwe = false
        do {
            let mine = try await store.owner()
            try await store.forEachTask(matching: TaskQuery(states: TaskState.unfinished)) {
                task throws(VideoGenerationError) in
                // One of revision 0 is about to be submitted here.
                guard task.owner == mine, task.revision > 0, !isFollowed(task.id) else { return }
                _ = try await takeUp(task, with: models, to: destination)
            }
        } catch {
            mayOwe = true
            throw error
        }
    }

    /// A task that was claimed.
    public struct Claim: Sendable {
        /// Its record then.
        public let task: VideoTask
        /// Why it cannot be followed here; nil if it is.
        public let problem: VideoGenerationError?
    }
}
