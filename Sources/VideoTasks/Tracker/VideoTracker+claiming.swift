// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

extension VideoTracker {
    /// Takes over recorded tasks that nobody who lives follows, the oldest first, and follows them to their end.
    ///
    /// Nothing is submitted for that, as with ``resume(_:with:)``. A task that cannot be followed from here, such as one of
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
        var claims: [Claim] = []
        for task in try await store.claim(upTo: count, of: known, except: exceptions) {
            do throws(VideoGenerationError) {
                try await resume(task.id, with: models, to: try destination(task))
                claims.append(Claim(task: task, problem: nil))
            } catch {
                _ = try? await store.update(task.claimed(by: nil))
                claims.append(Claim(task: task, problem: error))
            }
        }
        return claims
    }

    /// A task that was claimed.
    public struct Claim: Sendable {
        /// Its record then.
        public let task: VideoTask
        /// Why it cannot be followed here; nil if it is.
        public let problem: VideoGenerationError?
    }
}
