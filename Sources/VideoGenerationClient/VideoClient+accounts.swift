// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Whose turn it is, of several accounts.
final class AccountTurns: Sendable {
    // Of many processes that make one task each, not all begin with the first account.
    private let number = Atomic(Int.random(in: 0..<1000))

    /// `accounts`, from the one on whose turn it is.
    func take<Account>(_ accounts: [Account]) -> [Account] {
        guard accounts.count > 1 else { return accounts }
        let turn = number.wrappingAdd(1, ordering: .relaxed).oldValue % accounts.count
        return Array(accounts[turn...] + accounts[..<turn])
    }
}

extension VideoClient {
    /// What to ask of a candidate: for each account that has its key, or else for the first.
    func offers(of candidate: Plan.Candidate) async -> [Offer] {
        guard let request = candidate.negotiation.request else { return [] }
        let descriptor = candidate.model.descriptor
        let models = models.filter { ($0.descriptor.model, $0.descriptor.mode) == (descriptor.model, descriptor.mode) }
        guard models.count > 1 else { return [Offer(request, of: candidate.model)] }
        var ready: [any VideoGeneration] = []
        for model in models where await hasKey(model.surface) { ready.append(model) }
        return turns.take(ready.isEmpty ? [candidate.model] : ready).map { Offer(request, of: $0) }
    }

    /// Whether a surface's key is there, or none is needed.
    func hasKey(_ surface: Surface) async -> Bool {
        guard !surface.isCredentialOptional, let name = surface.credential else { return true }
        return (try? await credentials.credential(named: name)) != nil
    }
}
