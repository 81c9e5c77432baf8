// SPDX-License-Identifier: Apache-2.0
import Synchronization
import VideoGenerationCore

/// The deliveries that were verified lately. Only what has a good signature gets in, so nobody else can fill it.
final class SeenDeliveries: Sendable {
    private let seen: Mutex<RecentSet<String>>

    /// A date may lie as far in the future as in the past, so a delivery is good for twice the tolerance.
    init(tolerance: Double, capacity: Int = 20_000) {
        seen = Mutex(RecentSet(life: 2 * tolerance, capacity: capacity))
    }

    /// Notes a delivery.
    ///
    /// - Throws: `webhook_repeated` if it was noted before.
    func take(_ id: String, at time: Double) throws(VideoGenerationError) {
        guard seen.withLock({ $0.insert(id, at: time) }) else { throw .repeated(id) }
    }
}

extension Duration {
    /// The duration in seconds, not below zero.
    var inSeconds: Double { max(0, Double(components.seconds) + Double(components.attoseconds) / 1e18) }
}
