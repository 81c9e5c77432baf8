// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

extension World {
    /// How long everything may take once nothing goes wrong any more.
    private static let bound = Duration.seconds(4 * 3600)

    /// Runs the seed from its beginning to its end.
    func run() {
        do {
            try loop.run(maximumSteps: 3_000_000) { await self.live() }
        } catch {
            violated("The run does not end: \(error)")
        }
        loop.forgetTimers()
    }

    private func live() async {
        for jump in plan.jumps {
            Task(executorPreference: loop) {
                await self.pass(jump.after)
                self.setClock(jump.fault)
            }
        }
        var processes: [Process] = []
        for (number, plan) in plan.processes.enumerated() {
            if let last = processes.last {
                if plan.overlaps {
                    await pass(min(plan.delay, last.plan.life / 2))
                    if !last.isDead { hit(.process, .overlapped) }
                } else {
                    await last.end()
                    await pass(plan.delay)
                }
            }
            let process = Process(number, plan, in: self)
            processes.append(process)
            process.live()
            Task(executorPreference: loop) { await self.endLife(of: process) }
        }
        for process in processes.dropLast() { await process.end() }
        if let last = processes.last {
            if plan.hasSurvivor { await pass(last.plan.life) } else { await last.end() }
        }
        await recover(after: processes)
    }

    private func endLife(of process: Process) async {
        await pass(process.plan.life)
        guard process.isUp, !plan.hasSurvivor || process.number < plan.processes.count - 1 else { return }
        if process.plan.stops {
            hit(.process, .stopped)
            await process.stop()
        } else {
            process.die()
        }
    }

    /// Nothing goes wrong any more: everything must end well.
    private func recover(after processes: [Process]) async {
        isCalm = true
        note("calm")
        let plan = Plan.ProcessPlan(
            delay: .zero, overlaps: false, crash: nil, life: .seconds(1_000_000), stops: true, isAsked: true)
        // One that was never asked is not expected to make requests.
        let survivor = processes.last.flatMap { $0.isUp && $0.plan.isAsked ? $0 : nil }
        if survivor == nil, let last = processes.last, last.isUp { last.die() }
        let last = survivor ?? Process(processes.count, plan, in: self)
        // What a process left that died after the survivor came up, somebody has to find.
        last.live()
        let limit = now + Self.bound
        while now < limit, !isSettled || !last.errands.isEmpty { await pass(.seconds(10)) }
        last.fetchAgain()
        while now < limit, !isSettled || !last.errands.isEmpty { await pass(.seconds(10)) }
        if !last.errands.isEmpty { violated("Who listens is never told the end: \(last.waiting)") }
        judge.judgeEnd()
        await last.stop()
        let dead = processes.filter(\.isDead)
        while now < limit + Self.bound, !dead.allSatisfy({ $0.isDrained && $0.errands.isEmpty }) {
            await pass(.seconds(10))
        }
        // Whoever still sleeps would never be woken.
        while sleepers > 0 { await pass(.seconds(100)) }
        for process in dead where !process.isDrained || !process.errands.isEmpty {
            violated("Process \(process.number) is dead, and something of it still waits: \(process.waiting)")
        }
    }

    private var isSettled: Bool {
        disk.reserve.isEmpty && disk.tasks.values.allSatisfy { $0.state.isTerminal }
    }

    private func setClock(_ fault: Fault) {
        guard !isCalm else { return }
        hit(.clock, fault)
        switch fault {
        case .hourForward: loop.setWallClock(forward: 3600)
        case .hourBack: loop.setWallClock(forward: -3600)
        case .dayForward: loop.setWallClock(forward: 86_400)
        case .dayBack: loop.setWallClock(forward: -86_400)
        default: loop.suspend(for: .seconds(random.number(in: 60...28_800)))
        }
    }
}
