// SPDX-License-Identifier: Apache-2.0

/// What the origins share.
struct Services: Sendable {
    let keys: KeyRing
    let plantedCanaries: [String]
    let faults: FaultQueue
    let requests: RequestLog
    let ledger: Ledger
    let tasks: TaskBook
    let renderer: Renderer
    let signer: MediaSigner
    let objects = ObjectShelf()

    /// Forgets everything that clients have done; clips that were made may be used again.
    func reset() {
        faults.clear()
        requests.reset()
        ledger.reset()
        tasks.reset()
        keys.reset()
        objects.reset()
    }
}
