// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A mark that one task sets and another reads.
final class Flag: Sendable {
    private let state = Atomic(false)

    var isRaised: Bool { state.load(ordering: .acquiring) }

    func raise() { state.store(true, ordering: .releasing) }
}
