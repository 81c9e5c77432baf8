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
        let known = Set(models.map(\.descriptor.model))
        if mayOwe { try await settleDebts(with: models, to: destination) }
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
            do throws(VideoGenerationError) {
                try await resume(task.id, with: models, to: try destination(task))
                claims.append(Claim(task: task, problem: nil))
            } catch  where error.code == .configuration {
                if await !giveBack(task) { mayOwe = true }
                claims.append(Claim(task: task, problem: error))
            } catch {
                // The store, or the end of this tracker: what is ours and not followed is followed the next time.
                mayOwe = true
                throw error
            }
        }
        return claims
    }

    private func giveBack(_ task: VideoTask) async -> Bool {
        (try? await store.update(task.claimed(by: nil))) == true
    }

    /// Follows what this owner has and nobody follows: what was claimed while the store did not answer, or could not be taken up
    /// then.
    private func settleDebts(
        with models: [any VideoGeneration], to destination: (VideoTask) throws(VideoGenerationError) -> Destination?
    ) async throws(VideoGenerationError) {
        let mine = try await store.owner()
        for task in try await store.tasks(in: TaskState.unfinished) {
            // One of revision 0 is about to be submitted here.
            guard task.owner == mine, task.revision > 0, tracked[task.id] == nil, !isFollowed(task.id) else { continue }
            do throws(VideoGenerationError) {
                try await resume(task.id, with: models, to: try destination(task))
            } catch  where error.code == .configuration {
                guard await giveBack(task) else { throw error }
            }
        }
        mayOwe = false
    }

    /// A task that was claimed.
    public struct Claim: Sendable {
        /// Its record then.
        public let task: VideoTask
        /// Why it cannot be followed here; nil if it is.
        public let problem: VideoGenerationError?
    }
}
