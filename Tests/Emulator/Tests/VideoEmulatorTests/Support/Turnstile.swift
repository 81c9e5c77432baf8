// SPDX-License-Identifier: Apache-2.0

/// Lets a few in at once, the others in the order in which they came.
///
/// Some tests hold a time against a limit; beside dozens of emulators that all make clips they would measure those.
actor Turnstile {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(width: Int) {
        free = width
    }

    func enter() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
