// SPDX-License-Identifier: Apache-2.0
import Synchronization
import VideoGenerationCore

/// A task in this process: its machine, and what carries out what the machine says. Lives on the tracker.
final class TrackedTask {
    var machine: TaskMachine
    /// Those that it may be submitted to.
    private let models: [any VideoGeneration]
    /// What each of them is asked; none once the outcome is known, because it may hold images.
    private var requests: [NegotiatedRequest]
    /// Where its videos go, in the words of this process.
    let destination: Destination
    var hub = EventHub()
    /// Whether something is being done for it; until that is over, nothing else begins.
    var isBusy = false
    /// What is to happen as soon as nothing else is being done.
    var next: [TaskMachine.Event] = []
    /// Whether it is somebody else's by now: nothing is done for it here any more.
    var isLost = false
    /// How many wait for something with it in their hands: it does not sleep meanwhile, or there would be two of it.
    var holds = 0
    /// Where the next question about it is arranged, once a service has it.
    var row: Int?
    /// What was sent to the store since it last said what it holds.
    var sent: [Writing] = []
    /// Whether a later try to record it is arranged.
    var isLateRecordArranged = false
    /// Whether observers know that it is followed.
    var isObserved = false
    /// Whether it is among those that are remembered for a while.
    var isResting = false
    /// How old it was when it was taken over.
    var age = Duration.zero
    /// Whether a submission is on its way, or its outcome not recorded yet.
    var isSubmitting = false
    /// The place it has among the submissions that are on their way, and since when.
    var slot: (key: Health.Key, begun: MonotonicTime)?
    /// Since when it waits for such a place.
    var heldSince: MonotonicTime?
    /// Whether listeners know that it waits for a model in trouble.
    var isHeldTold = false
    /// Whether it was given up while a submission of it was on its way.
    var isUnwanted = false
    /// The downloads under way.
    var fetches: [Task<(SampleOutcome, VideoGenerationError?), Never>] = []

    /// Tells it from others that follow the same task before or after it: what was arranged for those is not for it.
    let number: Int
    /// The same for observers, who may see several trackers.
    let life: Int
    private static let lives = Atomic(0)

    init(
        _ machine: TaskMachine, number: Int, models: [any VideoGeneration], requests: [NegotiatedRequest] = [],
        destination: Destination? = nil, life: Int? = nil
    ) {
        self.life = life ?? Self.lives.wrappingAdd(1, ordering: .relaxed).newValue
        self.machine = machine
        self.number = number
        self.models = models
        self.requests = requests
        self.destination = destination ?? machine.task.destination
    }

    // Nobody follows the task any more; who still listens would wait for ever.
    deinit {
        hub.close()
    }

    var id: TaskID { machine.task.id }
    var reference: Reference { Reference(id: id, number: number) }
    var record: VideoTask { machine.task }

    /// The model that has it, or is asked next.
    var model: any VideoGeneration {
        models.count == 1 ? models[0] : model(for: record.assignment) ?? models[0]
    }

    /// The model that `assignment` is for.
    func model(for assignment: Assignment) -> (any VideoGeneration)? {
        assignment.model(among: models)
    }

    /// What is submitted; nil once that is not wanted any more.
    var request: NegotiatedRequest? {
        requests.first { ($0.model, $0.mode) == (record.model, record.mode) }
    }

    func forgetRequests() {
        requests = []
    }

    /// Whether it is to be given up as soon as nothing else is being done.
    var isGivingUp: Bool {
        next.contains { event in
            switch event {
            case .abandoned, .stopped: true
            default: false
            }
        }
    }

    /// How long the service has had it.
    func elapsed(at now: MonotonicTime) -> Duration { age + (now - machine.following.since) }
}

extension TrackedTask {
    /// Tells a record that was written here from all others: also from what another in this process writes who has taken
    /// the same task up since, and brings it to the same stage.
    struct Writing: Hashable {
        let revision: Int
        let stage: Stage
        let owner: StoreOwner?
        let updated: Double

        init(_ task: VideoTask) {
            (revision, stage, owner, updated) = (task.revision, task.stage, task.owner, task.updated)
        }
    }

    /// The record as it is sent to the store: what is sent again is the same record, with the same time.
    func next(at wallClock: Double) -> VideoTask {
        var next = record
        next.revision += 1
        let earlier = sent.first { ($0.revision, $0.owner) == (next.revision, next.owner) && $0.stage == next.stage }
        next.updated = earlier?.updated ?? wallClock
        if earlier == nil { sent.append(Writing(next)) }
        return next
    }

    /// Names one that is followed, as long as it is.
    struct Reference {
        let id: TaskID
        let number: Int
    }
}
