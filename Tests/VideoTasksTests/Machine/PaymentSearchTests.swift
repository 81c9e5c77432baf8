// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@testable import VideoTasks

/// Walks through everything that a machine can come to by any sequence of events, however long: what it does depends on
/// few facts, and no combination of them is visited twice.
@Suite("Payments, in every order of events")
struct PaymentSearchTests {
    /// A machine, and what somebody beside it knows of the submissions that were made.
    private struct Place {
        var machine: TaskMachine
        /// A submission whose outcome has not been told yet.
        var isInFlight = false
        /// An earlier submission may have been taken: nobody has proved or found out anything about it.
        var isOpen = false
        /// The service has it.
        var isTaken = false
        var way: [String] = []

        /// All that what follows depends on.
        var facts: Facts {
            let task = machine.task
            let earlier = if case .submitting(let stage) = task.stage { stage.earlier != nil } else { false }
            return Facts(
                state: task.state, model: task.model, links: machine.chain.links.map(\.assignment.model),
                counts: [
                    machine.chain.alternatives, min(machine.submissions, 5), min(machine.following.unknowns, 5),
                    min(machine.following.accountTroubles, 3),
                ],
                flags: [
                    earlier, task.handle != nil, task.failure?.isRetryable ?? false, machine.isWithdrawn, isInFlight,
                    isOpen, isTaken,
                ])
        }

        struct Facts: Hashable {
            let state: TaskState
            let model: ModelID
            let links: [ModelID]
            let counts: [Int]
            let flags: [Bool]
        }

        mutating func live(_ happening: Happening) throws {
            let (before, model) = (machine.task.state, machine.task.model)
            way.append(happening.rawValue)
            let actions = try machine.live(happening, way.count)
            if before == .submitting { learnOfSubmission(happening) }
            if before == .submissionUnknown {
                if happening == .resolvedAsNotSubmitted { isOpen = false }
                if happening == .resolved { (isOpen, isTaken) = (false, true) }
            }
            for action in actions {
                guard case .submit = action else { continue }
                #expect(!isInFlight && !isTaken, "\(way)")
                #expect(!isOpen || happening == .authorised, "\(way)")
                #expect(!machine.isWithdrawn, "\(way)")
                isInFlight = true
            }
            // Another is asked only while nobody has it, or may have.
            if machine.task.model != model { #expect(!isInFlight && !isOpen && !isTaken, "\(way)") }
            check()
        }

        private mutating func learnOfSubmission(_ happening: Happening) {
            switch happening {
            case .accepted: (isInFlight, isOpen, isTaken) = (false, false, true)
            case .unknown, .adopted: (isInFlight, isOpen) = (false, true)
            case .notSent, .notSentForGood, .rejected, .rejectedForGood, .refusedKey, .heldBack, .unrecorded:
                isInFlight = false
            default: break
            }
        }

        private func check() {
            let state = machine.task.state
            #expect(isInFlight == (state == .submitting), "\(way)")
            // What may be billed is never called anything else.
            if isOpen { #expect([.submitting, .submissionUnknown].contains(state), "\(way)") }
            if state == .submissionUnknown { #expect(isOpen && machine.task.evidence != nil, "\(way)") }
            // An id that was read is never lost.
            #expect((machine.task.handle != nil) == isTaken, "\(way)")
            if state == .delivered { #expect(isTaken, "\(way)") }
        }
    }

    @Test(
        "no way leads to a second payment without proof or permission, to a lost id, or to a silent unknown",
        arguments: [[], ["second"]])
    func everyWay(_ others: [String]) throws {
        // With several models, fewer submissions show the same.
        let rules = TaskMachine.Rules(submissions: others.isEmpty ? 4 : 1)
        let machine = try TaskMachine.after(orElse: try others.map(SwitchedModel.named), rules: rules)
        var open = [Place(machine: machine)]
        var seen = Set(open.map(\.facts))
        var states: Set<TaskState> = []
        while let place = open.popLast() {
            states.insert(place.machine.task.state)
            for happening in Happening.allCases {
                for isWithdrawn in [false, true] where isWithdrawn || !place.machine.isWithdrawn {
                    var next = place
                    next.machine.withdrawal = isWithdrawn ? .withdrawn : nil
                    try next.live(happening)
                    if seen.insert(next.facts).inserted { open.append(next) }
                }
            }
        }
        // It came everywhere.
        #expect(states == Set(TaskState.allCases))
        #expect(seen.count > 100)
    }

    @Test("of submissions that are proved to have done nothing, no more are made than are allowed", arguments: 1...6)
    func bounded(_ limit: Int) throws {
        for refusal in [Happening.notSent, .rejected] {
            var machine = try TaskMachine.after(rules: .init(submissions: limit))
            var submissions = 0
            for number in 0..<20 {
                let actions = try machine.live(number.isMultiple(of: 2) ? .begun : refusal, number)
                submissions += actions.count { if case .submit = $0 { true } else { false } }
            }
            #expect(submissions == limit)
            #expect(machine.task.state == .failed)
            #expect(machine.task.failure?.isRetryable == true)
        }
    }
}
