// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@testable import VideoTasks

/// Every stage with everything that can happen in it.
@Suite("A task's transitions")
struct TransitionTests {
    /// A stage, how a task comes there, and what leads out of it; whatever is not named changes nothing.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let way: [Happening]
        let state: TaskState
        var exits: [Happening: TaskState] = [:]
        /// What is noted without another state.
        var stays: Set<Happening> = []
    }

    private static let inFlight: [Happening: TaskState] = [
        .heldBack: .cancelled, .unrecorded: .failed, .accepted: .queued, .unknown: .submissionUnknown,
        .notSent: .prepared, .notSentForGood: .failed, .rejected: .prepared, .rejectedForGood: .failed,
        .refusedKey: .failed,
        .adopted: .submissionUnknown,
    ]
    private static let followed: [Happening: TaskState] = [
        .running: .running, .succeeded: .delivering, .failed: .failed, .fetchedFile: .delivered,
        .fetchedNothing: .failed, .abandoned: .abandoned,
    ]
    private static let troubles: Set<Happening> = [.noAnswer, .badKey, .unknownTask, .adopted]

    static let rows = [
        Row(
            testDescription: "prepared", way: [], state: .prepared,
            exits: [
                .begun: .submitting, .heldTooLong: .failed, .halted: .failed, .adopted: .failed, .abandoned: .cancelled,
            ],
            stays: [.passedOver]),
        Row(testDescription: "submitting", way: [.begun], state: .submitting, exits: inFlight),
        Row(
            testDescription: "prepared after a rejection", way: [.begun, .rejected], state: .prepared,
            exits: [
                .begun: .submitting, .heldTooLong: .failed, .halted: .failed, .adopted: .failed, .abandoned: .cancelled,
            ],
            stays: [.passedOver]),
        // What is proved of the second submission proves nothing about the first.
        Row(
            testDescription: "submitting again", way: [.begun, .unknown, .authorised], state: .submitting,
            exits: inFlight.mapValues { $0 == .queued ? .queued : .submissionUnknown }),
        Row(
            testDescription: "unknown", way: [.begun, .unknown], state: .submissionUnknown,
            exits: [.authorised: .submitting, .resolved: .queued, .resolvedAsNotSubmitted: .failed]),
        Row(
            testDescription: "unknown after a crash", way: [.begun, .adopted], state: .submissionUnknown,
            exits: [.authorised: .submitting, .resolved: .queued, .resolvedAsNotSubmitted: .failed]),
        Row(
            testDescription: "queued", way: [.begun, .accepted], state: .queued, exits: followed,
            stays: troubles.union([.queued])),
        Row(
            testDescription: "running", way: [.begun, .accepted, .running], state: .running,
            exits: followed.filter { $0.key != .running }, stays: troubles.union([.queued, .running])),
        Row(
            testDescription: "delivering", way: [.begun, .accepted, .succeeded], state: .delivering,
            exits: followed.filter { ![.running, .succeeded].contains($0.key) },
            stays: troubles.union([.queued, .running, .succeeded])),
        Row(
            testDescription: "delivered", way: [.begun, .accepted, .succeeded, .fetchedFile], state: .delivered,
            exits: [.wantedAgain: .delivering]),
        Row(
            testDescription: "failed at the service", way: [.begun, .accepted, .failed], state: .failed,
            exits: [.wantedAgain: .delivering]),
        Row(
            testDescription: "rejected for good", way: [.begun, .rejectedForGood], state: .failed),
        Row(
            testDescription: "not submitted, as somebody found", way: [.begun, .unknown, .resolvedAsNotSubmitted],
            state: .failed, exits: [.requestedAgain: .prepared]),
        Row(
            testDescription: "left before it was sent", way: [.adopted], state: .failed,
            exits: [.requestedAgain: .prepared]),
        Row(testDescription: "cancelled", way: [.abandoned], state: .cancelled),
        Row(
            testDescription: "abandoned", way: [.begun, .accepted, .abandoned], state: .abandoned,
            exits: [.wantedAgain: .delivering]),
    ]

    @Test("are those of the table, and none else", arguments: rows, Happening.allCases)
    func table(_ row: Row, _ happening: Happening) throws {
        let before = try TaskMachine.after(row.way)
        #expect(before.task.state == row.state)
        var machine = before
        let actions = try machine.live(happening, row.way.count)
        if let next = row.exits[happening] {
            #expect(machine.task.state == next)
            #expect(machine.task.history.count > before.task.history.count)
            #expect(actions.contains { $0.isRecord })
        } else {
            #expect(machine.task.state == row.state)
            guard !row.stays.contains(happening) else { return }
            #expect(machine.task == before.task)
            #expect(actions.isEmpty)
        }
    }

    @Test("record before they send, and before they tell", arguments: rows, Happening.allCases)
    func order(_ row: Row, _ happening: Happening) throws {
        var machine = try TaskMachine.after(row.way)
        let state = machine.task.state
        let actions = try machine.live(happening, row.way.count)
        guard machine.task.state != state else { return }
        let first = try #require(actions.first)
        #expect(first.isRecord)
        if actions.contains(where: { if case .submit = $0 { true } else { false } }) {
            // Without a record of it nothing leaves.
            #expect({ if case .recordFirst = first { true } else { false } }())
        }
    }

    @Test("that end keep no link of a sample")
    func secrets() throws {
        let machine = try TaskMachine.after([.begun, .accepted, .succeeded, .fetchedFile])
        #expect(machine.task.samples.map(\.path) == ["/v.mp4"])
        #expect(machine.task.samples.map(\.url) == [nil])
    }

    @Test("end a task that the service does not know only when it goes on saying so")
    func unknownTask() throws {
        for answers in 1...4 {
            let machine = try TaskMachine.after([.begun, .accepted] + Array(repeating: .unknownTask, count: answers))
            #expect(machine.task.state == .queued)
        }
        #expect(
            try TaskMachine.after([.begun, .accepted] + Array(repeating: .unknownTask, count: 5)).task.state == .failed)
        // Any other answer in between begins the count anew.
        let doubtful: [Happening] = Array(repeating: .unknownTask, count: 4)
        #expect(try TaskMachine.after([.begun, .accepted] + doubtful + [.running] + doubtful).task.state == .running)
    }
}

extension TaskMachine.Action {
    fileprivate var isRecord: Bool {
        switch self {
        case .recordFirst, .record: true
        default: false
        }
    }
}
