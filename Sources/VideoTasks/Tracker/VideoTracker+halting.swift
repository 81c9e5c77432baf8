// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

extension VideoTracker {
    /// How old what is known of halts may be.
    private static let haltsLife = Duration.seconds(2)

    /// What is halted, for all who share the store.
    ///
    /// - Throws: `store`, `configuration`.
    public func halts() async throws(VideoGenerationError) -> [Halt] {
        try await store.halts()
    }

    /// Halts a surface, or one of its models, for all who share the store. Others notice with the next thing that
    /// they would send, two seconds later at most.
    ///
    /// What is to be submitted there goes to another model that may be asked, or ends as failed: nothing was sent.
    ///
    /// - Parameters:
    ///   - target: A surface or a model; a halt of the same target is replaced.
    ///   - extent: What is not to be done.
    ///   - reason: Why, in words for whoever is refused.
    /// - Throws: `store`; `configuration`, also for a store that keeps no halts.
    @discardableResult
    public func halt(
        _ target: String, _ extent: Halt.Extent, because reason: String? = nil
    ) async throws(VideoGenerationError) -> Halt {
        let halt = Halt(of: target, extent, because: reason, since: loop.wallClock)
        try await store.record(halt)
        await forgetHalts()
        return halt
    }

    /// Removes the halt of a surface or a model. It may still be covered by another one: a model by that of its surface.
    ///
    /// - Returns: Whether there was one.
    /// - Throws: `store`, `configuration`.
    public func liftHalt(of target: String) async throws(VideoGenerationError) -> Bool {
        let wasHalted = try await store.removeHalt(of: target)
        await forgetHalts()
        return wasHalted
    }

    /// Has them read anew, and not by somebody who began before they changed.
    private func forgetHalts() async {
        await readingHalts?.value
        haltsReadAt = nil
    }

    /// Reads what is halted, unless that was done a moment ago. Where the store does not answer, what it said last holds.
    func refreshHalts() async {
        if let haltsReadAt, loop.now - haltsReadAt < Self.haltsLife { return }
        let reading = readingHalts ?? Task(executorPreference: loop) { await self.readHalts() }
        readingHalts = reading
        await reading.value
    }

    /// As ``refreshHalts()``; where nobody knows yet what is halted, nothing may be sent.
    func refreshHaltsAtFirst() async throws(VideoGenerationError) {
        await refreshHalts()
        if let haltsTrouble { throw haltsTrouble }
    }

    private func readHalts() async {
        let begun = loop.now
        do throws(VideoGenerationError) {
            (halts, haltsTrouble) = (try await store.halts(), nil)
            haltsAreKnown = true
        } catch  where !haltsAreKnown {
            haltsTrouble = error
        } catch {
            // What it said last holds.
        }
        haltsReadAt = begun
        readingHalts = nil
    }

    /// The halt that keeps a model from being used, if there is one; of two, the one that goes further.
    func halt(of model: ModelID) -> Halt? {
        let covering = halts.filter { $0.covers(model) }
        return covering.first { $0.extent == .pause } ?? covering.first
    }
}
