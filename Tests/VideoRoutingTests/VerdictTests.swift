// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoRouting

@Suite("What a plan makes, and what it leaves until somebody asks")
struct VerdictTests {
    private let models = [
        CountingModel("a/one", cents: 5), CountingModel("b/short", durations: [4], cents: 5),
        CountingModel("c/text", durations: [7]), CountingModel("d/dear", cents: 90),
    ]

    private func plan(
        _ rule: NegotiationPolicy.Rule = .fail, by routing: any RoutingPolicy = .order, ceiling: CostCeiling? = nil
    ) throws -> Plan {
        try Router(models: models).plan(
            .image(options: .init(duration: 8)), preferring: models.map(\.descriptor.model.description),
            policy: .init(rule), by: routing, ceiling: ceiling
        ) { $0.name != "d" }
    }

    @Test("making a plan makes no call, however it chooses; asking a candidate makes its own")
    func calls() throws {
        let ceiling = CostCeiling(Money(micros: 900_000))
        let plans = [
            try plan(), try plan(.nearest), try plan(.nearest, by: .cheapest, ceiling: ceiling),
            try plan(.nearest, by: .leastAdjusted),
        ]
        let verdicts: [[Plan.Verdict]] = [
            [.capable, .incapable, .incapable, .notConfigured], [.capable, .capable, .capable, .notConfigured],
            [.capable, .capable, .incapable, .incapable], [.capable, .capable, .capable, .notConfigured],
        ]
        #expect(plans.map { $0.candidates.map(\.verdict) } == verdicts)
        #expect(plans.compactMap(\.chosen).count == 4)
        #expect(models.map(\.calls.count) == [0, 0, 0, 0])

        #expect(plans[0].chosen?.call?.body.byteCount ?? 0 > 256)
        #expect(models.map(\.calls.count) == [1, 0, 0, 0])
        #expect(plans[0].candidates[1].call == nil)
        #expect(models.map(\.calls.count) == [1, 0, 0, 0])
    }

    @Test("words and prices are asked for without a call")
    func words() throws {
        for candidate in try plan(.nearest, ceiling: CostCeiling(Money(micros: 900_000))).candidates {
            let negotiation = candidate.negotiation
            #expect(candidate.price == negotiation.request.flatMap { candidate.model.descriptor.price(of: $0) })
            #expect(candidate.violations.isEmpty == (candidate.verdict != .incapable))
            #expect(negotiation.report.options.map(\.option) == [.duration])
        }
        #expect(try plan().refusal == nil)
        #expect(models.map(\.calls.count) == [0, 0, 0, 0])
    }

    @Test("what is asked for twice is the same both times")
    func twice() throws {
        for candidate in try plan(.nearest).candidates {
            #expect(candidate.negotiation.report == candidate.negotiation.report)
            #expect(candidate.violations == candidate.violations)
            #expect(candidate.price == candidate.price)
            #expect(candidate.call?.request == candidate.call?.request)
            #expect(candidate.call?.json?.text == candidate.call?.json?.text)
        }
    }

    @Test("where there is no base URL, the model itself says what is wrong")
    func noURL() throws {
        let broken = CountingModel("a/one", baseURL: nil)
        let plan = try Router(models: [broken]).plan(.image()) { _ in true }
        #expect(plan.candidates.map(\.verdict) == [.notConfigured])
        #expect(plan.candidates[0].call == nil)
        #expect(plan.candidates[0].problem?.message == "The surface a has no base URL.")
        #expect(plan.refusal?.message == "The surface a has no base URL.")
    }
}
