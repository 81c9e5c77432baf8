// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("A budget")
struct BudgetTests {
    /// Each submission counts for 0.40.
    static func budget(_ day: Int64? = nil, task: Int64? = nil, call: Int64? = nil) -> VideoTracker.Configuration {
        func dollars(_ cents: Int64?) -> Money? { cents.map { Money(micros: $0 * 10_000) } }
        return .init(
            budget: Budget(
                perCall: dollars(call), perTask: dollars(task), perDay: dollars(day), assumedCost: dollars(40)))
    }

    /// Submits `count` requests, one after the other, and tells how each ended.
    func ends(
        _ count: Int, _ script: Script, _ configuration: VideoTracker.Configuration,
        isOnePostEach: Bool = true
    ) throws -> [String] {
        let scene = Scene(script, configuration: configuration)
        let ends = try scene.run { scene in
            var ends: [String] = []
            for _ in 0..<count {
                let id = try await scene.submit()
                ends.append(await scene.tracker.events(of: id).words().last ?? "")
            }
            return ends
        }
        let paid = ends.count { $0 == "delivered" || $0 == "submission_unknown" }
        if isOnePostEach { #expect(scene.posts.count == paid) }
        return ends
    }

    /// Why `scene` does not take a request.
    func refusal(_ scene: Scene) async -> VideoGenerationError? {
        await #expect(throws: VideoGenerationError.self) { try await scene.submit() }
    }

    @Test("of a day is used up to the last cent, and not beyond", arguments: [(79, 1), (80, 2), (100, 2), (120, 3)])
    func day(cents: Int64, count: Int) throws {
        let ends = try ends(4, Script(), Self.budget(cents))
        #expect(ends == (0..<4).map { $0 < count ? "delivered" : "failed over_budget" })
    }

    @Test("of another day is another one, and the same request is made then")
    func tomorrow() throws {
        let scene = Scene(configuration: Self.budget(50))
        try scene.run { scene in
            _ = try await scene.tracker.delivery(of: try await scene.submit())
            let key = try RequestKey(id: "r", digest: "0f")
            let refused = try await scene.tracker.submit(
                try scene.negotiated(), to: scene.model, destination: .links, key: key)
            let error = await scene.failure(of: refused)
            #expect(error.code == .overBudget && error.message.contains("0.80") && error.message.contains("0.50"))
            #expect(scene.posts.count == 1)
            await scene.pass(.seconds(86_400))
            let again = try await scene.tracker.submit(
                try scene.negotiated(), to: scene.model, destination: .links, key: key)
            #expect(again == refused)
            _ = try await scene.tracker.delivery(of: again)
            #expect(scene.posts.count == 2)
        }
    }

    @Test("keeps what is unknown, and lets go of what is proved to be unbilled")
    func outcomes() throws {
        let unknown = Script(submit: inTurn(.failure(.connectionLost), .json(#"{"task_id":"t"}"#)))
        #expect(try ends(2, unknown, Self.budget(50)) == ["submission_unknown", "failed over_budget"])
        let rejected = Script(submit: inTurn(.refusal(402, "NOT_ENOUGH_BALANCE"), .json(#"{"task_id":"t"}"#)))
        #expect(
            try ends(3, rejected, Self.budget(50), isOnePostEach: false)
                == ["failed out_of_funds", "delivered", "failed over_budget"])
        let unsent = Script(submit: inTurn(.failure(.unreachable, phase: .connecting, provesNothingSent: true)))
        let unsentEnds = try ends(2, unsent, Self.budget(50), isOnePostEach: false)
        #expect(unsentEnds.allSatisfy { $0.hasPrefix("failed") && !$0.contains("budget") })
    }

    @Test("that one submission goes beyond is refused before anything is recorded", arguments: ["call", "task", "day"])
    func call(which: String) throws {
        let configuration =
            switch which {
            case "call": Self.budget(call: 39)
            case "task": Self.budget(task: 39)
            default: Self.budget(39)
            }
        let scene = Scene(configuration: configuration)
        try scene.run { scene in
            let error = await refusal(scene)
            #expect(error?.code == .overBudget)
            let tasks = try await scene.store.tasks()
            #expect(tasks.isEmpty)
        }
        #expect(scene.calls.isEmpty)
    }

    @Test("refuses what has no price, unless it says what that counts for")
    func unpriced() throws {
        let scene = Scene(configuration: .init(budget: Budget(perDay: Money(micros: 1_000_000))))
        try scene.run { scene in
            let error = await refusal(scene)
            #expect(error?.code == .overBudget && error?.message.contains("not known") == true)
        }
        #expect(scene.calls.isEmpty)
    }

    @Test("of a task stops the second submission of an unknown outcome, which stays unknown")
    func task() throws {
        var configuration = Self.budget(500, task: 70)
        configuration.resubmission = ResubmissionAllowance(
            perDay: 9, amountPerDay: Money(micros: 9_000_000), assumedCost: Money(micros: 1))
        let ends = try ends(1, Script(submit: inTurn(.failure(.connectionLost))), configuration)
        #expect(ends == ["submission_unknown"])
    }

    @Test(
        "is settled on the seconds that were delivered, within the estimate",
        arguments: [(4.04, 40), (5.9, 60), (8.04, 80), (20, 80), (1, 40)])
    func settlement(seconds: Double, cents: Int64) {
        let estimate = PriceEstimate(
            lowest: Money(micros: 400_000), highest: Money(micros: 800_000), currency: "USD", basis: "",
            perSecond: Money(micros: 100_000))
        let sample = SampleOutcome(index: 0, outcome: .delivered, duration: seconds)
        #expect(estimate.settled(for: [sample], of: 1) == Money(micros: cents * 10_000))
        // What was not delivered may be billed all the same.
        let filtered = SampleOutcome(index: 0, outcome: .filtered)
        #expect(estimate.settled(for: [filtered], of: 1) == estimate.highest)
    }

    @Test(
        "counts what the price list says is not billed no more, whatever the service calls its failure",
        arguments: [
            (VideoGenerationError.Code.generationFailed, [UnbilledOutcome.failed]), (.invalidInput, [.failed]),
            (.serviceUnavailable, [.failed]), (.contentRefused, [.filtered]),
        ])
    func unbilled(code: VideoGenerationError.Code, outcomes: [UnbilledOutcome]) throws {
        for unbilled in [[], [.failed], [.filtered], [.failed, .filtered]] as [Set<UnbilledOutcome>] {
            var machine = try TaskMachine.after([.begun, .accepted])
            machine.task.price = Self.price(unbilled)
            let report = StatusReport(.failed(ServiceRefusal(code, "no")), word: "failed")
            let moment = TaskMachine.Moment(time: MonotonicTime(nanoseconds: 0), wall: 4)
            _ = machine.take(.answered(.report(report)), at: moment)
            #expect(machine.task.state == .failed)
            #expect(machine.task.charges == [unbilled.isDisjoint(with: outcomes) ? Self.price([]).highest : .zero])
        }
    }

    private static func price(_ unbilled: Set<UnbilledOutcome>) -> PriceEstimate {
        PriceEstimate(
            lowest: Money(micros: 400_000), highest: Money(micros: 400_000), currency: "USD", basis: "",
            unbilled: unbilled)
    }

    @Test(
        "goes on counting what no price list calls free",
        arguments: [
            (TaskState.failed, VideoGenerationError.Code.noVideo), (.failed, .downloadFailed),
            (.failed, .resultExpired),
            (.failed, .taskNotFound), (.failed, .generationFailed), (.abandoned, .cancelled),
        ])
    func billed(state: TaskState, code: VideoGenerationError.Code) throws {
        let price = Self.price([.failed, .filtered])
        let task = VideoTask.example(id: "a", request: try SwitchedModel().request(), price: price, at: 1)
            .example(in: .queued, at: 2).example(in: state, code: code, at: 3)
        #expect(task.charges == [price.highest])
    }

    @Test("counts what each submission costs at its own model, also one that somebody else made")
    func models() throws {
        var machine = try TaskMachine.after([.begun])
        machine.task.price = Self.price([.failed])
        machine.attempt(.unknown, "lost", at: .init(time: MonotonicTime(nanoseconds: 0), wall: 1))
        let dear = SubmitAttempt(
            .accepted, by: ModelID(surface: "x", model: "y"), costing: Money(micros: 4_000_000), at: 2)
        machine.task.attempts.append(dear)
        machine = TaskMachine(task: machine.task, rules: .init())
        try machine.live(.accepted, 3)
        #expect(machine.task.charges.map(\.micros) == [400_000, 4_000_000, 400_000])
        try machine.live(.failed, 4)
        // Only the one that was followed is known to have failed.
        #expect(machine.task.charges.map(\.micros) == [400_000, 4_000_000, 0])
    }

    @Test("counts a share for each video, and none for one that is not billed")
    func shares() {
        var estimate = PriceEstimate(
            lowest: Money(micros: 1_000_000), highest: Money(micros: 1_000_000), currency: "USD", basis: "")
        let samples = [
            SampleOutcome(index: 0, outcome: .delivered, duration: 4), SampleOutcome(index: 1, outcome: .filtered),
            SampleOutcome(index: 2, outcome: .expired),
        ]
        #expect(estimate.settled(for: samples, of: 3) == Money(micros: 1_000_000))
        estimate.unbilled = [.filtered]
        #expect(estimate.settled(for: samples, of: 3) == Money(micros: 666_668))
        // A record that was changed by hand does not overflow.
        estimate.highest = Money(micros: .max)
        estimate.lowest = estimate.highest
        #expect(estimate.settled(for: samples, of: 3) > .zero)
    }
}

@Suite("What a task costs")
struct TaskCostTests {
    private static let price = PriceEstimate(
        lowest: Money(micros: 200_000), highest: Money(micros: 400_000), currency: "USD", basis: "0.10 a second",
        perSecond: Money(micros: 100_000))

    private static func cents(_ cost: PriceEstimate?) -> [Int64]? {
        cost.map { [$0.lowest.micros / 10_000, $0.highest.micros / 10_000] }
    }

    @Test("is nothing before it is submitted, an estimate while it is on its way, and settled by what came")
    func life() throws {
        let request = try SwitchedModel().request()
        var task = VideoTask.example(id: "a", request: request, price: Self.price, at: 1)
        #expect(Self.cents(task.cost) == [0, 0])
        task = task.example(in: .submitting, at: 2)
        #expect(Self.cents(task.cost) == [0, 40])
        task = task.example(in: .submissionUnknown, at: 3)
        #expect(Self.cents(task.cost) == [0, 40])
        task = task.example(in: .submitting, at: 4).example(in: .queued, at: 5)
        #expect(Self.cents(task.cost) == [20, 80])
        #expect(task.cost?.basis == "2 submissions, each 0.10 a second")
        #expect(VideoTask.example(id: "b", request: request, at: 1).cost == nil)
    }

    @Test("does not count what somebody made sure of, also when it is submitted again")
    func resolved() throws {
        let request = try SwitchedModel().request()
        let first = VideoTask.example(id: "a", request: request, price: Self.price, at: 1)
        var machine = TaskMachine(task: first.example(in: .submissionUnknown, at: 3), rules: .init())
        let moment = TaskMachine.Moment(time: MonotonicTime(nanoseconds: 0), wall: 4)
        #expect(Self.cents(machine.task.cost) == [0, 40])
        _ = machine.take(.resolvedAsNotSubmitted, at: moment)
        #expect(Self.cents(machine.task.cost) == [0, 0])
        _ = machine.take(.requestedAgain(StoreOwner(rawValue: "me")), at: moment)
        #expect(Self.cents(machine.task.cost) == [0, 0])
        _ = machine.take(.begun, at: moment)
        #expect(Self.cents(machine.task.cost) == [0, 40])
    }
}
