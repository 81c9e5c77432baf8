// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension VideoTracker {
    /// Leaves an unknown outcome to its owner, or lets it wait for its turn if somebody has allowed another submission.
    func park(_ task: TrackedTask, floor: Duration) {
        guard configuration.resubmission != nil, !isStopping, !task.machine.isWithdrawn, task.request != nil else {
            return leave(task)
        }
        let surface = task.model.surface
        resubmissions[surface, default: .init()].add(task.id)
        let notBefore = resubmissions[surface]?.notBefore ?? loop.now
        resubmissions[surface]?.notBefore = max(notBefore, loop.now + floor)
        arrangeResubmission(at: surface, afterClear: nil)
    }

    func leave(_ task: TrackedTask) {
        guard case .unknown(let stage) = task.record.stage else { return }
        tell(task, .submissionUnknown(task.id, stage.evidence))
        rest(task)
    }

    private func arrangeResubmission(at surface: Surface, afterClear isClear: Bool?) {
        guard resubmissions[surface]?.isArranged == false else { return }
        guard let wait = resubmissions[surface]?.wait(afterClear: isClear) else { return }
        guard resubmissions[surface]?.waiting.isEmpty == false else { return }
        resubmissions[surface]?.isArranged = true
        schedule(.resubmit(surface), after: wait)
    }

    /// One turn. It is paid for out of the allowance before a byte leaves.
    func resubmitNext(at surface: Surface) async {
        if let notBefore = resubmissions[surface]?.notBefore, loop.now < notBefore {
            return schedule(.resubmit(surface), after: notBefore - loop.now)
        }
        await refreshHalts()
        let isHalted = { (id: TaskID) in self.tracked[id].flatMap { self.halt(of: $0.record.model) } != nil }
        if !isStopping, let waiting = resubmissions[surface]?.waiting, !waiting.isEmpty, waiting.allSatisfy(isHalted) {
            return schedule(.resubmit(surface), after: .seconds(30))
        }
        guard let allowance = configuration.resubmission, !isStopping,
            let id = resubmissions[surface]?.next(where: { !isHalted($0) }), let task = tracked[id]
        else {
            resubmissions[surface]?.isArranged = false
            return arrangeResubmission(at: surface, afterClear: nil)
        }
        let day = Int((loop.wallClock / 86_400).rounded(.down))
        let isAllowed: Bool
        do {
            isAllowed = try await store.takeResubmission(costing: allowance.assumedCost, from: allowance, day: day)
        } catch {
            // The store says neither yes nor no; it may later.
            resubmissions[surface]?.add(id)
            resubmissions[surface]?.isArranged = false
            return arrangeResubmission(at: surface, afterClear: false)
        }
        guard isAllowed else {
            // Tomorrow's allowance is for tomorrow's questions: these are for a person to settle.
            leave(task)
            for id in resubmissions[surface]?.removeAll() ?? [] {
                if let task = tracked[id] { leave(task) }
            }
            resubmissions[surface]?.isArranged = false
            return
        }
        await run(task, .authorised)
        resubmissions[surface]?.isArranged = false
        let isClear = if case .unknown = task.record.stage { false } else { true }
        arrangeResubmission(at: surface, afterClear: isClear)
    }
}
