// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// One wake-up call of a loop. Dropping it unsets it.
final class SessionTimer: LoopTimer {
    private let number: UInt64
    private let loop: SessionLoop
    private let handler: @Sendable () -> Void

    init(_ loop: SessionLoop, _ handler: @escaping @Sendable () -> Void) {
        self.number = loop.nextNumber()
        self.loop = loop
        self.handler = handler
    }

    func wake(at time: MonotonicTime?) {
        loop.post { [number, handler] in $0.setTimer(number, time, handler) }
    }

    deinit {
        loop.post { [number] in $0.removeTimer(number) }
    }
}
