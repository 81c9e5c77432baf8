// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// The life of one task as a pure value: what happens goes in, what is to be done comes out, in order.
///
/// It knows no clock, store or network; ``VideoTracker`` carries out what it says. Whatever it does not answer to in the
/// stage the task is in changes nothing.
struct TaskMachine: Sendable {
    /// The task as it should be recorded.
    var task: VideoTask
    /// How many submissions were made here.
    var submissions = 0
    /// What is only known while the task is followed.
    var following = Following()
    /// How it ends if no service takes it any more, because nobody wants another submission; nil as long as somebody does.
    var withdrawal: VideoGenerationError?
    /// Whether no further submission may be made.
    var isWithdrawn: Bool { withdrawal != nil }
    let rules: Rules
    /// Whom it may still be submitted to.
    var chain: Chain

    /// The machine of `task`, which may be submitted to `others` if its model does not take it.
    init(task: VideoTask, orElse others: [Assignment] = [], rules: Rules) {
        self.task = task
        self.rules = rules
        chain = Chain(task, orElse: others)
    }

    /// What bounds a task's life.
    struct Rules: Sendable {
        /// How many submissions may be made while it is followed here, those of unknown outcomes included; each model
        /// after the first adds one.
        var submissions = 4
        /// After how many questions without an answer listeners hear of it first.
        var silence = 3
        /// How many times a service must say that a key is not good before waiters are told.
        var accountPatience = 3
        /// After how many answers in a row that a service does not know a task it is believed, and not before how long
        /// after the task was first followed here: a fresh one may not be on every machine of the service yet.
        var unknownTaskPatience = (answers: 5, time: Duration.seconds(60))
        /// For how long a task is asked for.
        var patience = Duration.seconds(86_400)

        /// Whether listeners hear of so many questions without an answer: of each doubling, or they would hear nothing else.
        func isWorthTelling(failures: Int) -> Bool {
            failures.isMultiple(of: silence) && (failures / silence).nonzeroBitCount == 1
        }
    }

    /// Something that happened.
    enum Event {
        /// There is time for a submission.
        case begun
        /// Its model is in trouble, and another one is free.
        case passedOver(to: Assignment, because: VideoGenerationError)
        /// Its model is halted, and so are all of these: nobody knows for how long.
        case halted([Assignment], because: VideoGenerationError)
        /// It has waited for its model for as long as it may.
        case heldTooLong(VideoGenerationError)
        /// Somebody takes the risk of a second charge.
        case authorised
        /// Of the submission that was to be made, nothing has been sent, and nothing will be.
        case heldBack
        /// What had to be recorded first could not be.
        case unrecorded(VideoGenerationError)
        /// What came of a submission.
        case submitted(SubmitOutcome, at: Surface)
        /// What came of a question.
        case answered(StatusOutcome)
        /// What came of fetching: what listeners are told, what is recorded, and what went wrong first.
        case fetched([SampleOutcome], recorded: [SampleOutcome], VideoGenerationError?)
        /// The service has been asked for long enough.
        case overdue
        /// The task was taken over from a process that is gone.
        case adopted(StoreOwner)
        /// Nobody wants it any more.
        case abandoned
        /// Nobody wants it any more, and the service has stopped it.
        case stopped
        /// Somebody found it at the service.
        case resolved(TaskHandle)
        /// Somebody made sure that the service does not have it.
        case resolvedAsNotSubmitted
        /// Its files are wanted once more.
        case wantedAgain(StoreOwner)
        /// It is asked for anew, and nobody has it.
        case requestedAgain(StoreOwner)
    }

    /// Something to be done. What follows an action waits for it.
    enum Action {
        /// Record the task; without that, nothing of the rest is done, and ``Event/unrecorded(_:)`` happens instead.
        case recordFirst
        /// Record the task, and go on if that fails: it cannot be taken back.
        case record
        /// Submit; ``Event/submitted(_:at:)`` or ``Event/heldBack`` follows.
        case submit
        /// Let ``Event/begun`` follow after a while.
        case submitLater(after: Duration)
        /// Ask whether a submission that may be a second charge is allowed, after at least that long.
        case askForResubmission(floor: Duration? = nil)
        /// Ask the service after a while.
        case ask(eta: Duration? = nil, floor: Duration? = nil)
        /// Ask the service soon, for the first time since the task was taken over.
        case askSoon
        /// Note how long the service took.
        case learn
        /// Fetch these.
        case fetch([RemoteSample])
        /// Tell listeners.
        case tell(TaskEvent)
        /// Follow it no more, because it is over.
        case rest
        /// Follow it no more, although it goes on.
        case letGo
    }

    /// The time of an event: on the loop's clock, and for the record.
    struct Moment {
        var time: MonotonicTime
        var wall: Double
    }

    /// Takes in what happened.
    mutating func take(_ event: Event, at moment: Moment) -> [Action] {
        switch (task.stage, event) {
        case (.prepared(let stage), .begun): begin(stage.submit(), moment)
        case (.prepared, .passedOver(let other, let error)): passOver(to: other, error, moment)
        case (.prepared(let stage), .halted(let halted, let error)): leave(halted, error, stage, moment)
        case (.prepared(let stage), .heldTooLong(let error)): conclude(by: error, moment, end: stage.end)
        case (.unknown(let stage), .authorised): begin(stage.submitAgain(), moment)
        case (.submitting(let stage), .heldBack): holdBack(stage, moment)
        case (.submitting(let stage), .unrecorded(let error)): conclude(by: error, moment, end: stage.end)
        case (.submitting(let stage), .submitted(let outcome, let surface)): judge(outcome, stage, surface, moment)
        case (.accepted(let stage), .answered(.report(let report))): take(report, stage, moment)
        case (.accepted(let stage), .answered(.trouble(let trouble))): take(trouble, stage, moment)
        case (.accepted(let stage), .fetched(let samples, let recorded, let error)):
            conclude(stage, samples, recorded, error, moment)
        case (.accepted, .overdue): letGo(moment)
        case (_, .adopted(let owner)): adopt(by: owner, moment)
        case (.prepared(let stage), .abandoned):
            end(stage.end(TaskFailure(.givenUp)), .givenUp, moment)
        case (.accepted(let stage), .abandoned): abandon(stage, moment)
        case (.accepted(let stage), .stopped):
            end(stage.end(TaskFailure(.stopped)), .stopped, moment)
        case (.unknown(let stage), .resolved(let handle)): resolve(stage.resolve(as: handle), moment)
        case (.unknown(let stage), .resolvedAsNotSubmitted):
            resolveAsNotSubmitted(stage, moment)
        case (.ended(let stage), .wantedAgain(let owner)): reopen(stage.fetchAgain(), by: owner, moment)
        case (.ended(let stage), .requestedAgain(let owner)): reopen(stage.prepareAgain(), by: owner, moment)
        default: []
        }
    }

    /// Moves the task to its next stage, and notes that.
    mutating func move(to stage: Stage, _ moment: Moment, _ message: String? = nil) {
        let state = task.state
        task.stage = stage
        if task.state != state || message != nil { task.note(task.state.rawValue, message, at: moment.wall) }
    }

    /// Ends the task without a file.
    mutating func end(_ stage: Stage, _ error: VideoGenerationError, _ moment: Moment) -> [Action] {
        move(to: stage, moment, error.message)
        // An earlier submission may have been taken: that question stays open.
        if case .unknown(let stage) = task.stage {
            return [.record, .tell(.submissionUnknown(task.id, stage.evidence)), .rest]
        }
        return [.record, .tell(.failed(error.about(task.handle))), .rest]
    }
}
