// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// `videogen generate`: submit, follow, deliver.
struct Generate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Submits a request, follows it, and brings the video home.")

    @OptionGroup var request: RequestOptions

    @Option(
        help: "A file; or a folder, if it is one, ends in / or there are several samples. Default: the current folder.")
    var output: String?

    @Flag(help: "Do not fetch the video; print its link, which is a secret and expires.")
    var noDownload = false

    @Flag(help: "Return as soon as the service has accepted the request.")
    var detach = false

    @Option(help: "Stop waiting after this many seconds; the task goes on.")
    var waitTimeout: Double?

    func run() async throws {
        let printer = Printer(json: request.json)
        let interrupts = Interrupts()
        do {
            let client = try VideoClient.fromEnvironment()
            let code = try await run(client, printer, interrupts)
            // Whoever had a reason to wait has waited.
            await client.shutdown(patience: .zero)
            if code != 0 { throw ExitCode(code) }
        } catch let error as VideoGenerationError {
            throw printer.fail(error)
        }
    }

    private func run(
        _ client: VideoClient, _ printer: Printer, _ interrupts: Interrupts
    ) async throws(VideoGenerationError) -> Int32 {
        if let waitTimeout, !(waitTimeout > 0 && waitTimeout < 1e9) {
            throw .usage("--wait-timeout takes a number of seconds above 0.")
        }
        let plan = try await client.plan(request.request(), from: request.models, policy: request.policy())
        if let chosen = plan.chosen {
            try request.checkCost()
            // Before the plan is shown, so that nobody believes that anything was sent.
            if !noDownload, let samples = chosen.negotiation.request?.samples {
                try OutputPlan(output: output, samples: samples).check()
            }
            printer.planned(chosen, plan)
        }
        interrupts.arm()
        let generation =
            noDownload ? try await client.submitForLinks(plan) : try await client.submit(plan, to: output)
        var watch = Watch(generation: generation, printer: printer, detach: detach)
        return await watch.run(interrupts, timeout: waitTimeout.map { .milliseconds(Int64($0 * 1000)) })
    }
}
