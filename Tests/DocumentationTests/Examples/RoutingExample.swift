// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

// example: routing-policy
/// Prefers a model on this machine, and takes no host but these.
struct StaysAtHome: RoutingPolicy {
    let hosts: Set<String>

    func score(_ candidate: Plan.Candidate) -> RoutingScore? {
        guard let host = candidate.recipientHost else { return RoutingScore(0, "it stays on this machine") }
        return hosts.contains(host) ? RoutingScore(1, "it stays at \(host)") : nil
    }
}
// end

/// A plan that may not cost more.
func planWithin(_ client: VideoClient, _ request: VideoRequest) async throws {
    // example: ceiling
    let plan = try await client.plan(request, by: .cheapest, ceiling: CostCeiling(Money(micros: 500_000)))
    print(plan.chosen?.price?.basis ?? plan.refusal?.message ?? "")
    // end
}

/// One model at two hosts.
func twoHosts(
    _ request: VideoRequest, _ transport: any LoopTransport, _ store: any TaskStore, _ credentials: any CredentialSource
) async throws -> Plan {
    // example: two-hosts
    let first = Highway.surface()
    let second = Highway.surface(baseURL: WebURL("https://video.example"), name: "second", credential: "SECOND_API_KEY")
    let client = VideoClient(
        models: Highway.models(at: first) + Highway.models(at: second), transport: transport, store: store,
        credentials: credentials)
    let plan = try await client.plan(request, from: ["second/veo-3.1-lite", "highway/veo-3.1-lite"])
    // end
    return plan
}

/// One model for two accounts.
func twoAccounts(
    _ transport: any LoopTransport, _ store: any TaskStore, _ credentials: any CredentialSource
) -> VideoClient {
    // example: accounts
    let accounts: [CredentialName] = ["FAL_API_KEY", "FAL_API_KEY_2"]
    let pool = VideoClient(
        models: accounts.flatMap { Fal.models(at: Fal.surface(credential: $0)) }, transport: transport, store: store,
        credentials: credentials)
    // end
    return pool
}

/// Who was asked, and in whose place.
func showAttempts(_ generation: Generation) async throws {
    // example: failover
    for await event in await generation.events() {
        if case .failover(let next) = event {
            print("\(next.from) does not have it: \(next.reason.message)")
            print("\(next.to) is asked; prompt and inputs go to \(next.recipientHost ?? "this machine")")
        }
    }
    let delivery = try await generation.delivery()
    for attempt in delivery.attempts {
        print(attempt.model?.description ?? "", attempt.outcome.rawValue, attempt.message ?? "")
    }
    // end
}

/// Settings with a budget.
func settingsWithBudget() -> VideoTracker.Configuration {
    // example: budget
    var settings = VideoTracker.Configuration()
    settings.budget = Budget(perTask: Money(micros: 800_000), perDay: Money(micros: 5_000_000))
    // end
    return settings
}
