// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

/// One request from its plan to its end: what `generate` and each line of `batch` do.
struct Job: Sendable {
    var request: VideoRequest
    var models: [String]
    var policy: NegotiationPolicy
    var preference = RoutingPreference.order
    var ceiling: CostCeiling?
    var output: VideoOutput
    var requestID: String?
    var metadata: [String: String] = [:]
    var detach = false
    var timeout: Duration?

    /// Its exit code.
    ///
    /// - Throws: What went wrong before there was a task to follow.
    func run(
        _ client: VideoClient, _ printer: Printer, _ interrupts: Interrupts
    ) async throws(VideoGenerationError) -> Int32 {
        try RequestOptions.check(policy, for: request.options, at: client.models)
        let plan = try await client.plan(
            request, from: models, policy: policy, by: preference.policy(client), ceiling: ceiling)
        var generation: Generation?
        if let requestID { generation = try await client.generation(of: plan, requestID: requestID) }
        if let known = generation {
            interrupts.arm()
            generation = try await again(known, client, printer)
        } else {
            try show(plan, printer)
            guard !interrupts.isInterrupted else { return 130 }
            interrupts.arm()
            do throws(VideoGenerationError) {
                generation = try await client.submit(plan, to: output, requestID: requestID, metadata: metadata)
            } catch {
                throw plan.chosen == nil ? withoutKey(error, client) : error
            }
        }
        guard let generation else { return 70 }
        var watch = Watch(generation: generation, printer: printer, detach: detach)
        return await watch.run(interrupts, timeout: timeout)
    }

    /// Nothing falls back to a model that generates nothing, but whoever has no key yet should know that there is one.
    private func withoutKey(_ error: VideoGenerationError, _ client: VideoClient) -> VideoGenerationError {
        guard error.code == .authentication, models.isEmpty,
            let model = client.capabilities.first(where: \.synthetic)?.model
        else { return error }
        var error = error
        error.message += " To try it without a service: --model \(model), which generates nothing."
        return error
    }

    private func show(_ plan: Plan, _ printer: Printer) throws(VideoGenerationError) {
        guard let chosen = plan.chosen else { return }
        // Before the plan is shown, so that nobody believes that anything was sent.
        if let samples = chosen.negotiation.request?.samples { try output.check(samples: samples) }
        printer.planned(chosen, plan)
    }

    /// The task of an earlier run. What it brought is still there, or is fetched again: that costs nothing.
    private func again(
        _ known: Generation, _ client: VideoClient, _ printer: Printer
    ) async throws(VideoGenerationError) -> Generation {
        let task = try await client.task(known.id)
        printer.note("The request was made before: it is the task \(known.id.rawValue). Nothing is submitted.")
        guard task.canBeFetchedAnew || task.lacksFiles(for: output) else {
            if case .path(let path?) = output, task.state == .delivered, !task.isAt(path) {
                printer.note(
                    "Its videos are where they were put the first time, not at \(path). To fetch them once more: "
                        + "videogen tasks download \(known.id.rawValue) --output PATH")
            }
            return known
        }
        printer.note("Its videos are not where they were put, or were never fetched; they are fetched again.")
        return try await client.download(known.id, to: output)
    }
}

extension VideoTask {
    /// Whether its videos are at `path`, or in the folder there.
    func isAt(_ path: String) -> Bool {
        let path = OutputPlan.absolute(path.hasSuffix("/") ? String(path.dropLast()) : path)
        return samples.compactMap(\.path).allSatisfy { $0 == path || $0.hasPrefix(path + "/") }
    }

    /// Whether it was delivered, and what it brought is not there any more.
    func lacksFiles(for output: VideoOutput) -> Bool {
        guard state == .delivered else { return false }
        // A link is not recorded, because it is a secret. Whoever has the files needs none.
        if case .links = output, destination == .links { return true }
        return !areFilesThere
    }

    /// Whether every file that was delivered is still where it was put.
    var areFilesThere: Bool {
        samples.filter { $0.outcome == .delivered }.allSatisfy { sample in
            sample.path.map(SettingsFile.isRegular) ?? false
        }
    }
}
