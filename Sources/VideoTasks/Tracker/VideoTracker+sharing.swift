// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// The pace of an account that other processes ask with, too: what each of them may use is agreed on by the store.
extension VideoTracker {
    private static let interval = Duration.seconds(2)

    /// A new pace is nobody's until something is agreed on.
    func beginSharing(_ pace: Int) {
        guard store.sharesPace else { return }
        desk.state.setShare(0, of: pace, at: loop.now)
        guard !isSharing else { return }
        isSharing = true
        Task(executorPreference: loop) { await self.sharePaces() }
    }

    /// Agrees with the others on each pace, and again after a while.
    func sharePaces() async {
        var trouble: VideoGenerationError?
        for (key, pace) in paceNumbers.sorted(by: { $0.value < $1.value }) {
            guard !isStopping else { return }
            do throws(VideoGenerationError) { try await share(pace, of: key) } catch { trouble = error }
        }
        guard !isStopping else { return }
        failedShares = trouble == nil ? 0 : failedShares + 1
        shareTrouble = trouble
        schedule(.sharePaces, after: Self.interval)
    }

    /// Agrees with the others on one pace.
    ///
    /// - Throws: What kept the store from answering.
    private func share(_ pace: Int, of key: PollPace.Key) async throws(VideoGenerationError) {
        let asked = loop.now
        let weight = desk.state.taskCount(of: pace) + waitingForTurn[pace, default: 0] + submissionsWaiting(key)
        // Who asks nothing leaves it to others, and gets a part again when there is something to ask.
        guard weight > 0 else { return setShare(0, of: pace) }
        defer { if key.work == .submissions { admitWaiting(atPaceOf: key) } }
        do throws(VideoGenerationError) {
            let share = try await store.paceShare(of: key.name, weight: weight)
            let end = asked + share.life
            shareEnds[pace] = end
            schedule(.endOfShare(pace: pace, end), after: max(.zero, end - loop.now))
            setShare(share.fraction, of: pace)
        } catch {
            // What was agreed on before holds until its end, whatever keeps the store from answering.
            if desk.state.paces[pace].share == 0 { setShare(0, of: pace) }
            throw error
        }
    }

    /// Why nothing can be agreed on, if that has been so for a while: without it no question is asked, and somebody has to know.
    func takeShareTrouble() -> VideoGenerationError? {
        guard failedShares >= 3 else { return nil }
        failedShares = 0
        return shareTrouble
    }

    /// Nothing is agreed on any more, if nothing was since: others may have taken our part.
    func endShare(of pace: Int, at time: MonotonicTime) {
        guard shareEnds[pace] == time else { return }
        shareEnds[pace] = nil
        setShare(0, of: pace)
    }

    private func setShare(_ share: Double, of pace: Int) {
        desk.state.setShare(share, of: pace, at: loop.now)
        desk.setTimer()
    }

    /// Waits for a turn of a single question. Where the pace is shared it is asked after a minute all the same, unless the service
    /// wants none: somebody waits for it, and it is one.
    func waitForTurn(at pace: Int) async {
        let isShared = store.sharesPace
        let end = loop.now + .seconds(60)
        waitingForTurn[pace, default: 0] += 1
        defer { waitingForTurn[pace, default: 0] -= 1 }
        var (share, turn): (Double?, MonotonicTime) = (nil, loop.now)
        while !isStopping, !Task.isCancelled {
            let (part, notBefore) = (desk.state.paces[pace].share, desk.state.paces[pace].notBefore)
            if part != share || turn < notBefore {
                (share, turn) = (part, desk.state.paces[pace].reserve(at: loop.now))
            }
            let next = isShared ? min(turn, max(end, notBefore)) : turn
            guard next > loop.now else { return }
            await pause(min(next - loop.now, .seconds(1)))
        }
    }
}

extension PollPace.Key {
    /// What tells the account from others, for those who share it.
    var name: String {
        let account = "\(origin) \(credential?.rawValue ?? "")"
        return switch work {
        case .questions: account
        case .submissions: account + " submissions"
        }
    }
}
