// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// A task in this process: its record and what is only known while it is followed. Lives on the tracker.
final class TrackedTask {
    var record: VideoTask
    let model: any VideoGeneration
    /// What is submitted; nil once the outcome is known, because it may hold images.
    var request: NegotiatedRequest?
    let samples: Int
    let destination: Destination
    var hub = EventHub()
    /// When the service took it, on the loop's clock.
    var acceptedAt = MonotonicTime(nanoseconds: 0)
    var latestStatus: TaskStatus?
    /// Questions without an answer, in a row.
    var failures = 0
    /// Answers "your key is not good", in a row.
    var accountTroubles = 0
    /// Answers "I do not know this task", in a row.
    var unknowns = 0
    /// Whether no further submission may be made.
    var isWithdrawn = false
    /// Whether it is being submitted, pauses between attempts included.
    var isSubmitting = false
    /// The downloads under way.
    var fetches: [Task<(SampleOutcome, VideoGenerationError?), Never>] = []
    /// Whether the store does not hold what is known here, because it failed.
    var isUnrecorded = false
    /// Whether listeners were told of trouble, and not yet that it is over.
    private var isTroubled = false

    init(record: VideoTask, model: any VideoGeneration, request: NegotiatedRequest, destination: Destination) {
        self.record = record
        self.model = model
        self.request = request
        self.samples = request.samples
        self.destination = destination
    }

    // Nobody follows the task any more; who still listens would wait for ever.
    deinit {
        hub.close()
    }

    var id: TaskID { record.id }

    /// Tells listeners that something needs attention.
    func tell(_ trouble: VideoGenerationError) {
        isTroubled = true
        hub.send(.attention(trouble.about(record.handle)))
    }

    /// Takes in what the service says. A task never goes back from running to queued, and its progress never falls.
    ///
    /// - Returns: The status to tell, and whether the state, which is recorded, has changed.
    func fold(_ state: TaskState, _ report: StatusReport) -> (status: TaskStatus, isMove: Bool) {
        (failures, accountTroubles, unknowns) = (0, 0, 0)
        let next = record.state == .running && state == .queued ? .running : state
        let progress = [latestStatus?.progress, report.progress].compactMap { $0 }.max()
        let isMove = next != record.state
        record.state = next
        return (TaskStatus(task: id, state: next, progress: progress, word: report.word), isMove)
    }

    /// Tells listeners `status` if it is new, or if the latest that they heard was trouble.
    func tell(_ status: TaskStatus) {
        if status != latestStatus || isTroubled { hub.send(.status(status)) }
        latestStatus = status
        isTroubled = false
    }
}
