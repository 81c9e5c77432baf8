// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// `videogen plan`: the same as `generate`, without sending anything.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Shows who can do a request, how it is mapped and what would be sent. Sends nothing, needs no key.")

    @OptionGroup var request: RequestOptions

    func run() async throws {
        let printer = Printer(json: request.json)
        do {
            let client = try VideoClient.fromEnvironment()
            let (wanted, policy) = try (request.request(), request.policy())
            try RequestOptions.check(policy, for: wanted.options, at: client.models)
            let plan = try await client.plan(
                wanted, from: request.models, policy: policy,
                by: request.prefer.policy(client), ceiling: request.ceiling())
            printer.plan(plan)
            await client.shutdown()
            // A key is not needed for a plan, so that one is missing is no failure of it.
            if let refusal = plan.refusal, refusal.code != .authentication {
                throw ExitCode(refusal.exitCode)
            }
        } catch let error as VideoGenerationError {
            throw printer.fail(error)
        }
    }
}
