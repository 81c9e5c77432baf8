// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

/// Everything that a seed decides before the run begins.
struct Plan {
    var seed: UInt64
    var requests: [Request] = []
    var processes: [ProcessPlan] = []
    /// How often a step goes wrong, and in which ways.
    var weather: [Step: (rate: Double, faults: [Fault])] = [:]
    var jumps: [(after: Duration, fault: Fault)] = []
    var allowance: ResubmissionAllowance?
    var submitAttempts = 4
    /// Whether the last process lives on when nothing goes wrong any more, and must make everything good by itself.
    var hasSurvivor = false

    /// What somebody asks for.
    struct Request {
        var number: Int
        var samples: Int
        var arrival: Duration
        /// Without a key, a request is never made twice.
        var isKeyed: Bool
        var goesToFiles: Bool
        var isNameTaken: Bool
        /// Whether the message comes again while its process lives.
        var isRedelivered: Bool
        /// Whether the same key comes with another request, too.
        var isContested: Bool
        /// Whether another model may be asked for it.
        var hasAlternative: Bool
        /// How long somebody waits for it; the task must not care.
        var patience: Duration?
        var fate: Fate
    }

    /// What the service makes of a task.
    struct Fate {
        var queued: Duration
        var running: Duration
        var result: Result
        /// How long a signed URL is good.
        var urlLife: Duration

        enum Result: String {
            case whole, partial, nothing, failed
            /// The service forgets the task.
            case lost
            /// The files are gone before they are fetched.
            case gone
        }
    }

    /// One process, from its start to its end.
    struct ProcessPlan {
        /// After the start of the one before, if that still lives; else after its end.
        var delay: Duration
        var overlaps: Bool
        /// The operation in which it dies: the n-th at a step, before or after it took effect.
        var crash: (step: Step, number: Int, isAfter: Bool)?
        /// When it ends, if nothing else ended it.
        var life: Duration
        /// Whether it ends by stopping, and not by dying.
        var stops: Bool
        /// Whether messages are delivered to it again.
        var isAsked: Bool
    }
}

extension Plan {
    init(seed: UInt64) {
        self.seed = seed
        var random = SeededGenerator(seed: seed)
        let withFiles = random.chance(0.3)
        let faultShare = [0, 0.05, 0.2, 0.5][random.number(4)]
        // Few are cheap, and show most; many show the rest.
        for number in 0..<min(random.number(in: 1...8), random.number(in: 1...8)) {
            requests.append(Request(number: number, withFiles: withFiles, using: &random))
        }
        for number in 0..<random.number(in: 1...3) {
            processes.append(ProcessPlan(isFirst: number == 0, using: &random))
        }
        for step in Step.allCases where random.chance(0.6) {
            var faults = step.drawn
            // A seed that has few kinds of trouble sees what many would drown.
            if random.chance(0.5) { faults = faults.filter { _ in random.chance(0.3) } }
            weather[step] = (faultShare * random.share() * 2, faults)
        }
        if random.chance(0.3) {
            for _ in 0..<random.number(in: 1...2) {
                jumps.append((.seconds(random.number(in: 1...900)), Step.clock.faults[random.number(5)]))
            }
        }
        if random.chance(0.4) {
            allowance = ResubmissionAllowance(
                perDay: random.number(in: 0...6), amountPerDay: Money(micros: Int64(random.number(in: 0...600_000))),
                assumedCost: Money(micros: 100_000))
        }
        submitAttempts = random.number(in: 1...4)
        if processes.contains(where: { $0.crash?.step == .allowance }) {
            // A place that is reached only in much trouble.
            allowance = ResubmissionAllowance(
                perDay: 6, amountPerDay: Money(micros: 600_000), assumedCost: Money(micros: 100_000))
            weather[.submit] = (0.6, Step.submit.drawn)
        }
        hasSurvivor = random.chance(0.3)
        addStorm(random.number(12))
    }
}

extension Plan {
    /// Much trouble of one kind, where rare accidents meet.
    private mutating func addStorm(_ number: Int) {
        switch number {
        case 0:
            // URLs expire, and the service does not answer.
            for index in requests.indices { requests[index].goesToFiles = true }
            weather[.download] = (0.5, [.expired])
            weather[.renewal] = (0.97, [.refused, .badGatewayUntaken, .silenceTaken])
        case 1:
            // Allowed resubmissions meet a busy service.
            allowance = ResubmissionAllowance(
                perDay: 20, amountPerDay: Money(micros: 2_000_000), assumedCost: Money(micros: 100_000))
            submitAttempts = 4
            weather[.submit] = (0.8, [.resetTaken, .resetUntaken, .tooMany, .busy])
        case 2:
            // What is about to be submitted waits for the disk while the process stops.
            weather[.submitting] = (0.8, [.slow])
            for index in requests.indices { requests[index].arrival = .seconds(2 * index + 15) }
            for index in processes.indices {
                processes[index].stops = true
                processes[index].crash = nil
                processes[index].life = .seconds(20 * (index + 1))
            }
        case 3:
            // Several take one task up, and the store is slow and fails.
            weather[.read] = (0.4, [.slow, .errorBefore])
            weather[.resume] = (0.7, [.errorBefore, .full])
            for index in requests.indices { requests[index].patience = .seconds(400) }
        default: break
        }
    }
}

extension Plan.Request {
    init(number: Int, withFiles: Bool, using random: inout SeededGenerator) {
        self.number = number
        samples = random.chance(0.6) ? 1 : random.number(in: 2...4)
        arrival = .milliseconds(random.number(in: 0...120_000))
        isKeyed = random.chance(0.85)
        goesToFiles = withFiles
        isNameTaken = random.chance(0.1)
        isRedelivered = random.chance(0.3)
        isContested = random.chance(0.1)
        hasAlternative = random.chance(0.4)
        patience = random.chance(0.3) ? .seconds(random.number(in: 0...400)) : nil
        let result: Plan.Fate.Result =
            switch random.number(20) {
            case 0: .nothing
            case 1: .failed
            case 2: .lost
            case 3: .gone
            case 4, 5, 6: samples > 1 ? .partial : .whole
            default: .whole
            }
        fate = Plan.Fate(
            queued: .milliseconds(random.number(in: 0...60_000)),
            running: .milliseconds(random.number(in: 0...240_000)),
            result: result, urlLife: .seconds([5, 60, 3600][random.number(3)]))
    }
}

extension Plan.ProcessPlan {
    init(isFirst: Bool, using random: inout SeededGenerator) {
        delay = isFirst ? .zero : .milliseconds(random.number(in: 0...90_000))
        overlaps = !isFirst && random.chance(0.3)
        let steps = Step.allCases.filter { $0.faults.contains(.crashBefore) } + [.allowance, .renewal, .renewal]
        if random.chance(0.6) {
            let step = steps[random.number(steps.count)]
            let isAfter = step.faults.contains(.crashAfter) && random.chance(0.5)
            crash = (step, random.chance(0.6) ? 1 : random.number(in: 2...6), isAfter)
        }
        life = .seconds(random.chance(0.5) ? random.number(in: 5...200) : random.number(in: 200...2500))
        stops = random.chance(0.5)
        isAsked = random.chance(0.8)
    }
}
