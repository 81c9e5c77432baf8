// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension VideoTracker {
    /// How many hosts' budgets are remembered; a full one needs no memory.
    private static let knownHosts = 256

    /// Pays for asking `origin` again; see ``RetryBudget``.
    func retry(at origin: String, after trouble: RetryBudget.Trouble, failures: Int) -> RetryBudget.Retry {
        let retry = retryBudgets[origin, default: .init()].retry(after: trouble, failures: failures, using: &generator)
        // Results may live at hosts with ever new names.
        if retryBudgets.count > Self.knownHosts,
            let calmest = retryBudgets.filter({ $0.key != origin })
                .max(by: { ($0.value.tokens, $0.key) < ($1.value.tokens, $1.key) })
        {
            retryBudgets[calmest.key] = nil
        }
        return retry
    }

    /// `origin` gave what it was asked for.
    func succeed(at origin: String, returning price: Int) {
        retryBudgets[origin]?.succeed(returning: price)
        if retryBudgets[origin]?.isFull == true { retryBudgets[origin] = nil }
    }
}
