// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// One wake-up call of a loop. Dropping it unsets it.
final class CurlTimer: LoopTimer {
    private let number: UInt64
    private let loop: CurlLoop
    private let handler: @Sendable () -> Void

    init(_ loop: CurlLoop, _ handler: @escaping @Sendable () -> Void) {
        self.number = loop.nextNumber()
        self.loop = loop
        self.handler = handler
    }

    func wake(at time: MonotonicTime?) {
        loop.post(.setTimer(number, time, handler))
    }

    deinit {
        loop.post(.removeTimer(number))
    }
}
