// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@testable import VideoTasks

/// Everything that can happen to a task's machine, one of each kind that it tells apart.
enum Happening: String, CaseIterable, Sendable {
    case begun, authorised, heldBack, unrecorded
    case passedOver, heldTooLong, halted
    case accepted, unknown, notSent, notSentForGood, rejected, rejectedForGood, refusedKey
    case queued, running, succeeded, failed, noAnswer, badKey, unknownTask
    case fetchedFile, fetchedNothing
    case adopted, abandoned, resolved, resolvedAsNotSubmitted, wantedAgain, requestedAgain

    private static let owner = StoreOwner(rawValue: "new")
    private static let passing = VideoGenerationError(.serviceUnavailable, "passing", isRetryable: true)
    private static let key = VideoGenerationError(.authentication, "key")
    private static let final = VideoGenerationError(.invalidRequest, "final")
    private static let surface = Surface(name: "local", baseURL: nil, credential: nil)

    static let evidence = SubmitEvidence(phase: .waiting, bytesSent: 9, message: "lost")

    func event(for task: VideoTask) throws -> TaskMachine.Event {
        switch self {
        case .begun: .begun
        case .authorised: .authorised
        case .passedOver: .passedOver(to: try SwitchedModel.named("third"), because: Self.passing)
        case .heldTooLong: .heldTooLong(Self.passing)
        case .halted: .halted([task.assignment], because: Self.passing)
        case .heldBack: .heldBack
        case .unrecorded: .unrecorded(VideoGenerationError(.store, "full"))
        case .accepted: .submitted(.accepted(remoteID: "r-1"), at: Self.surface)
        case .unknown: .submitted(.unknown(Self.evidence), at: Self.surface)
        case .notSent: .submitted(.notSent(Self.passing), at: Self.surface)
        case .notSentForGood: .submitted(.notSent(Self.final), at: Self.surface)
        case .rejected: .submitted(.rejected(Self.passing), at: Self.surface)
        case .rejectedForGood: .submitted(.rejected(Self.final), at: Self.surface)
        case .refusedKey: .submitted(.rejected(Self.key), at: Self.surface)
        case .queued: .answered(.report(StatusReport(.queued, word: "queued")))
        case .running: .answered(.report(StatusReport(.running, word: "running", progress: 0.5)))
        case .succeeded: .answered(.report(StatusReport(.succeeded([SwitchedModel.sample(0)]), word: "done")))
        case .failed: .answered(.report(StatusReport(.failed(ServiceRefusal(.generationFailed, "no")), word: "failed")))
        case .noAnswer: .answered(.trouble(.init(.passing, Self.passing)))
        case .badKey: .answered(.trouble(.init(.account, VideoGenerationError(.authentication, "key"))))
        case .unknownTask: .answered(.trouble(.init(.unknownTask, VideoGenerationError(.taskNotFound, "gone"))))
        case .fetchedFile:
            .fetched(
                [SampleOutcome(index: 0, outcome: .delivered, path: "/v.mp4")],
                recorded: [SampleOutcome(index: 0, outcome: .delivered, path: "/v.mp4", url: "https://cdn/secret")], nil
            )
        case .fetchedNothing:
            .fetched(
                [SampleOutcome(index: 0, outcome: .failed)], recorded: [], VideoGenerationError(.downloadFailed, "x"))
        case .adopted: .adopted(Self.owner)
        case .abandoned: .abandoned
        case .resolved: .resolved(Self.surface.handle(of: task, remoteID: "r-2"))
        case .resolvedAsNotSubmitted: .resolvedAsNotSubmitted
        case .wantedAgain: .wantedAgain(Self.owner)
        case .requestedAgain: .requestedAgain(Self.owner)
        }
    }
}

extension TaskMachine {
    /// The machine of a new task after all that has happened.
    static func after(
        _ happenings: [Happening] = [], orElse others: [Assignment] = [], rules: Rules = .init()
    ) throws -> TaskMachine {
        let record = VideoTask(id: TaskID(rawValue: "t"), request: try SwitchedModel().request(), at: 1)
        var machine = TaskMachine(task: record, orElse: others, rules: rules)
        for (number, happening) in happenings.enumerated() { try machine.live(happening, number) }
        return machine
    }

    /// Lets something happen, a minute and a second after what was before it.
    @discardableResult
    mutating func live(_ happening: Happening, _ number: Int) throws -> [Action] {
        let time = MonotonicTime(nanoseconds: Int64(number) * 61_000_000_000)
        return take(try happening.event(for: task), at: Moment(time: time, wall: 1_800_000_000 + Double(number) * 61))
    }
}
