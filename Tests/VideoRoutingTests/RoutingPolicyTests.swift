// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoRouting

@Suite("Which of the models that can is taken, and why")
struct RoutingPolicyTests {
    private let models = [
        PaperModel("a/unknown", durations: [8]), PaperModel("b/dear", durations: [7], cents: 9),
        PaperModel("c/cheap", durations: [8], cents: 5), PaperModel("d/cheap", durations: [8], cents: 5),
        PaperModel("e/short", durations: [4], cents: 1),
    ]

    private func plan(
        by routing: any RoutingPolicy, _ rule: NegotiationPolicy.Rule = .nearest, under ceiling: CostCeiling? = nil
    ) throws -> Plan {
        let request = InspectedRequest(prompt: "a ship", options: .init(duration: 7))
        return try Router(models: models).plan(
            request, policy: .init(rule), by: routing, ceiling: ceiling
        ) { $0.name != "e" }
    }

    private func ranked(_ plan: Plan) -> String {
        plan.ranking.map(\.model.descriptor.model.surface).joined()
    }

    /// An app's own: dear things only, and never `c`.
    private struct Snob: RoutingPolicy {
        func score(_ candidate: Plan.Candidate) -> RoutingScore? {
            guard candidate.model.surface.name != "c" else { return nil }
            return RoutingScore(-Double(candidate.price?.highest.micros ?? 0), "only the best")
        }
    }

    private struct Nobody: RoutingPolicy {
        func score(_ candidate: Plan.Candidate) -> RoutingScore? { nil }
    }

    @Test("a policy ranks what can do the request; equal ones stay in the order of preference")
    func ranking() throws {
        #expect(ranked(try plan(by: .order)) == "abcd")
        #expect(ranked(try plan(by: .cheapest)) == "cdba")
        #expect(ranked(try plan(by: .leastAdjusted)) == "bacd")
        let times: [ModelID: Duration] = ["d/cheap": .seconds(30), "b/dear": .seconds(40)]
            .reduce(into: [:]) { times, entry in
                times[ModelID(entry.key) ?? .init(surface: "", model: "")] = entry.value
            }
        #expect(ranked(try plan(by: .fastest(times))) == "dbac")
        #expect(ranked(try plan(by: Snob())) == "bda")
    }

    @Test("the plan says why the best one is the best")
    func reasons() throws {
        #expect(try plan(by: .order).reason == "the first that can, in the order of preference")
        #expect(try plan(by: .cheapest).reason == "the cheapest, at most 0.40 USD")
        #expect(try plan(by: .leastAdjusted).reason == "nothing is adjusted")
        #expect(try plan(by: Snob()).reason == "only the best")
    }

    @Test("where the policy wants none, nothing is chosen, and that is said")
    func nobody() throws {
        let plan = try plan(by: Nobody())
        #expect(plan.chosen == nil)
        #expect(plan.reason == nil)
        #expect(plan.refusal?.code == .unsupportedOption)
        #expect(plan.refusal?.message.contains("routing policy") == true)
    }

    @Test("what may cost more than is allowed cannot, nor what costs nobody knows how much, unless that is allowed")
    func ceiling() throws {
        let half = try #require(Money("0.50"))
        #expect(ranked(try plan(by: .order, under: CostCeiling(half))) == "cd")
        #expect(ranked(try plan(by: .order, under: CostCeiling(half, allowsUnknown: true))) == "acd")
        let exact = try #require(Money("0.40"))
        #expect(ranked(try plan(by: .order, under: CostCeiling(exact))) == "cd")
        let less = try plan(by: .order, under: CostCeiling(try #require(Money("0.399999"))))
        #expect(less.candidates.map(\.verdict) == [.incapable, .incapable, .incapable, .incapable])
        #expect(less.candidates[0].violations.map(\.code) == [.overBudget])
        #expect(less.candidates[2].violations[0].message.contains("8 s at 0.05 USD"))
    }

    @Test("a request that no model can do and one that is too dear are told apart")
    func refusal() throws {
        let request = InspectedRequest(prompt: "a ship", options: .init(duration: 8))
        let plan = try Router(models: [PaperModel("c/cheap", durations: [8], cents: 5)]).plan(
            request, ceiling: CostCeiling(.zero)
        ) { _ in true }
        #expect(plan.refusal?.code == .overBudget)
    }
}
