// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

extension VideoTracker {
    /// Takes a webhook's notice, verified or not: the service is asked about the task soon. The notice itself changes
    /// nothing; whoever forges one makes us ask a question that we would have asked a little later.
    ///
    /// A task is asked for that at most every five seconds, or as often as the schedule's shortest wait, whatever arrives;
    /// never before the time for which the service wants no question, or while it does not answer; and in its
    /// account's turn. A notice about a task that is not known here is remembered for a few minutes: it may be quicker than
    /// the reply to the submission.
    ///
    /// - Parameters:
    ///   - notice: What the webhook is about.
    ///   - surface: Whose webhook it is: a task of the same id at another origin is not meant.
    public func receive(_ notice: WebhookNotice, from surface: Surface) -> NoticeOutcome {
        // What no service could have called a task is not worth the memory.
        guard !isStopping, SubmitOutcome.isTaskID(notice.remoteID) else { return .unknownTask }
        let name = RemoteName(origin: surface.handleOrigin, id: notice.remoteID)
        let row = desk.state.table.row(named: notice.remoteID) { line in
            desk.way(along: line).model.surface.handleOrigin == name.origin
        }
        guard let row else {
            _ = earlyNotices.insert(name, at: loop.now.seconds)
            return .unknownTask
        }
        let task = tracked[desk.state.table.id(of: row)]
        guard desk.state.table.due(row) != nil else {
            if desk.state.table.hasQuestion(row) { return .alreadyDue }
            // Its files are fetched; or the answer that is on its way may be older than the notice.
            if case .accepted(let stage)? = task?.record.stage, stage.place == .delivering { return .alreadyDue }
            guard !desk.state.table[row].isWanted else { return .alreadyDue }
            desk.state.table[row].isWanted = true
            return .asked
        }
        guard let gain = desk.state.table.hasten(row, at: loop.now) else { return .alreadyDue }
        // Or a flood of notices would use the task's patience up.
        desk.state.table[row].waited -= min(desk.state.table[row].waited, PollRow.ticks(gain))
        desk.setTimer()
        return .asked
    }
}

/// What became of a webhook's notice.
public enum NoticeOutcome: String, Codable, Sendable, CaseIterable {
    /// The service is asked about the task, sooner than it would have been.
    case asked
    /// A question about the task is on its way, or comes as soon as a notice may bring one; or its files are being fetched.
    case alreadyDue = "already_due"
    /// No task that is followed here has the id: it has ended, another process follows it, somebody made the id up, or the
    /// submission's reply is not here yet.
    case unknownTask = "unknown_task"
}

/// What a service calls a task: an id means nothing anywhere else.
struct RemoteName: Hashable, Sendable {
    let origin: String
    let id: String
}

extension MonotonicTime {
    var seconds: Double { Double(nanoseconds) / 1e9 }
}
