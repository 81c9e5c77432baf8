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
        for (key, pace) in paceNumbers.sorted(by: { $0.value < $1.value }) {
            guard !isStopping else { return }
            let asked = loop.now
            let weight = max(1, desk.state.taskCount(of: pace))
            // What was agreed on before holds until its end, whatever keeps the store from answering.
            guard let share = try? await store.paceShare(of: key.name, weight: weight) else { continue }
            let end = asked + share.life
            shareEnds[pace] = end
            schedule(.endOfShare(pace: pace, end), after: end - loop.now)
            setShare(share.fraction, of: pace)
        }
        guard !isStopping else { return }
        schedule(.sharePaces, after: Self.interval)
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

    /// Waits until a part of a pace is ours; for a minute at most, and then it is asked all the same, once.
    func waitForShare(of pace: Int) async {
        let end = loop.now + .seconds(60)
        while desk.state.paces[pace].share == 0, loop.now < end, !isStopping, !Task.isCancelled {
            await pause(.milliseconds(200))
        }
    }
}

extension PollPace.Key {
    /// What tells the account from others, for those who share it.
    var name: String { "\(origin) \(credential?.rawValue ?? "")" }
}
