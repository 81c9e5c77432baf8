// SPDX-License-Identifier: Apache-2.0

extension VideoClient {
    /// What is not to be used at the moment, by nobody who shares the store.
    ///
    /// - Throws: `store`, `configuration`.
    public func halts() async throws(VideoGenerationError) -> [Halt] {
        try await tracker.halts()
    }

    /// Halts a surface, or one of its models, for all who share the store: they notice within three seconds, and what
    /// waits for a service in trouble when that is to be asked next. What is to be submitted there goes to the next model of
    /// its plan, or ends as failed, with nothing sent.
    ///
    /// - Parameters:
    ///   - target: A surface such as `highway`, or a model such as `highway/veo-3.1-lite`; a halt of the same target is replaced.
    ///   - extent: What is not to be done.
    ///   - reason: Why, in words for whoever is refused.
    /// - Throws: `invalid_request` for what is none of ``models`` and none of their surfaces; `store`; `configuration`, also
    ///   for a store that keeps no halts.
    @discardableResult
    public func halt(
        _ target: String, _ extent: Halt.Extent, because reason: String? = nil
    ) async throws(VideoGenerationError) -> Halt {
        let names = Set(models.flatMap { [$0.descriptor.model.surface, $0.descriptor.model.description] })
        guard names.contains(target) else {
            throw VideoGenerationError(
                .invalidRequest,
                "There is no surface and no model \"\(target)\" here. Known: \(names.sorted().joined(separator: ", "))."
            )
        }
        return try await tracker.halt(target, extent, because: reason)
    }

    /// Removes the halt of a surface or a model, whether it is known here or not. Another one may still cover it: a model is covered
    /// by that of its surface.
    ///
    /// - Returns: Whether there was one.
    /// - Throws: `store`, `configuration`.
    public func liftHalt(of target: String) async throws(VideoGenerationError) -> Bool {
        try await tracker.liftHalt(of: target)
    }
}
