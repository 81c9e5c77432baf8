// SPDX-License-Identifier: Apache-2.0

import CEmulatorShims

/// A program run to its end: never through a shell, in a process group of its own, and never outliving its task.
enum ChildProcess {
    /// How a program ended.
    enum Outcome: Sendable, Equatable {
        case exited(Int32)
        case tookTooLong
        case stopped
        case notStarted(errno: Int32)
    }

    /// Runs a program. When the task is cancelled or the time is up, the whole process group is killed.
    static func run(
        _ program: String,
        arguments: [String],
        logPath: String,
        timeLimit: Duration
    ) async -> Outcome {
        let words = ([program] + arguments).flatMap { Array($0.utf8CString) }
        var child: pid_t = 0
        let failure = unsafe words.withUnsafeBufferPointer { buffer in
            unsafe emulator_spawn(program, buffer.baseAddress, buffer.count, logPath, &child)
        }
        guard failure == 0 else { return .notStarted(errno: failure) }
        let deadline = ContinuousClock.now + timeLimit
        while true {
            var code: Int32 = 0
            switch unsafe emulator_reap(child, &code) {
            case 1: return .exited(code)
            case 0: break
            default: return .exited(-1)
            }
            let isLate = ContinuousClock.now > deadline
            if isLate || Task.isCancelled {
                emulator_kill_group(child)
                return isLate ? .tookTooLong : .stopped
            }
            // Asking again is simpler than a signal handler, which a library has no business to install.
            try? await Task.sleep(for: .milliseconds(15))
        }
    }
}
