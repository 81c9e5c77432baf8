// SPDX-License-Identifier: Apache-2.0
import Dispatch
import VideoGenerationCore

// Timers and deadlines.

extension SessionEngine {
    /// Sets an alarm, or removes it.
    func setAlarm(_ key: Alarms.Key, to time: MonotonicTime?) {
        let before = alarms.earliest
        alarms.set(key, to: time)
        if alarms.earliest != before { wind() }
    }

    /// Sets the clock to the earliest alarm; never for longer than ten seconds, because it stands still while the machine
    /// sleeps, and deadlines do not.
    private func wind() {
        guard let loop, !isClosed else { return }
        guard let earliest = alarms.earliest else {
            alarmClock?.schedule(deadline: .distantFuture)
            return
        }
        let wait = min(max((earliest - now).wholeNanoseconds, 0), 10_000_000_000)
        let clock = alarmClock ?? makeClock(on: loop)
        clock.schedule(deadline: .now() + .nanoseconds(Int(wait)), leeway: .nanoseconds(0))
    }

    private func makeClock(on loop: SessionLoop) -> any DispatchSourceTimer {
        let clock = DispatchSource.makeTimerSource(queue: loop.queue)
        clock.setEventHandler { [weak loop] in loop?.run { $0.ring() } }
        alarmClock = clock
        clock.activate()
        return clock
    }

    private func ring() {
        let now = now
        while let key = alarms.popDue(now) {
            switch key {
            case .timer(let number): timerHandlers[number]?()
            case .end(let id): timeOut(id, "the time is over")
            case .connection(let id): timeOut(id, "there is no connection after the time for that")
            case .stall(let id): checkStall(id, now)
            }
        }
        wind()
    }

    private func timeOut(_ id: ExchangeID, _ text: String) {
        guard let inFlight = exchanges[id] else { return }
        end(inFlight, .failure(inFlight.failure(.timedOut, text)))
    }

    private func checkStall(_ id: ExchangeID, _ now: MonotonicTime) {
        guard let inFlight = exchanges[id], let stall = inFlight.exchange.limits.stall else { return }
        if now - inFlight.lastMovement >= stall {
            timeOut(id, "no byte moved for \(stall)")
        } else {
            alarms.set(.stall(id), to: now + max(stall / 4, .milliseconds(1)))
        }
    }
}
