// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoTasks

/// Knows what really happened, and compares it with what the tracker records and says.
final class Judge {
    unowned let world: World
    /// The submissions of each request that reached the network.
    var posts: [Int: [Post]] = [:]
    /// Second submissions after one that may have been taken, and how many of them were paid for out of the allowance.
    var riskedPosts = 0
    var takes = 0
    var takesOfDay: [Int: (count: Int, amount: Money)] = [:]
    /// How many records went from unknown to another submission.
    var authorisedStages = 0
    var processes: [StoreOwner: Process] = [:]
    /// Ids that the tracker tried to put into the reserve.
    var rescuedIDs: Set<String> = []
    /// Tasks whose files somebody asked for once more.
    var wantedAgain: Set<TaskID> = []
    /// When a process may submit a request, or ask for a task, again: the service said so.
    var notBefore: [Errand: MonotonicTime] = [:]

    init(_ world: World) {
        self.world = world
    }

    /// A submission on the network.
    struct Post {
        let request: Int
        let process: Int
        /// The host that it went to.
        let host: String
        var outcome = Outcome.nothing
        var retryAfter = Duration.zero
        var time = MonotonicTime(nanoseconds: 0)

        enum Outcome: Equatable {
            /// It is proved, to the client as well, that it did nothing.
            case nothing
            /// The client cannot know.
            case ambiguous
            case accepted(String)
        }

        /// Whether it was refused for what it asks for: nobody else is to be asked.
        var isRefusedForGood = false
    }

    struct Errand: Hashable {
        let process: Int
        let request: Int
        let step: Step
        var host = ""
    }

    func request(of task: VideoTask) -> Int? {
        let words = task.request.prompt.split { " .".contains($0) }
        guard words.count == 2, words[0] == "request" else { return nil }
        return Int(words[1])
    }

    func inserted(_ task: VideoTask) {
        guard let request = request(of: task) else {
            return world.violated("A request was recorded under a key that belongs to another: \(task.request.prompt)")
        }
        if world.disk.taskOfRequest[request] != nil { world.violated("Two tasks were made of request \(request).") }
        world.disk.inserted(task, request: request)
        world.note("task", request, say: "request \(request) is \(task.id.rawValue)")
    }

    func willRecord(_ task: VideoTask, _ process: Process) {
        if let id = task.handle?.remoteID { world.service.job(id)?.isRecordDue = false }
        if task.owner != process.store.name {
            world.violated("Process \(process.number) writes as \(task.owner?.rawValue ?? "nobody").")
        }
    }

    func rescued(_ task: VideoTask, _ process: Process) {
        if let id = task.handle?.remoteID { rescuedIDs.insert(id) }
    }

    func took(_ cost: Money, day: Int) {
        takes += 1
        let sum = takesOfDay[day] ?? (0, .zero)
        takesOfDay[day] = (sum.count + 1, sum.amount + cost)
        world.note("take", takes, day, say: "resubmission \(takes)")
        guard let allowance = world.plan.allowance, sum.count + 1 <= allowance.perDay,
            sum.amount + cost <= allowance.amountPerDay
        else { return world.violated("The allowance of day \(day) is exceeded.") }
    }
}
