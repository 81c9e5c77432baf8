// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Whose turn it is, of the accounts of each model.
final class AccountTurns: Sendable {
    private let numbers = Mutex<[ModelID: Int]>([:])

    /// `accounts` of `model`, from the one on whose turn it is.
    func take<Account>(_ accounts: [Account], of model: ModelID) -> [Account] {
        guard accounts.count > 1 else { return accounts }
        let number = numbers.withLock { numbers in
            // Of many processes that make one task each, not all begin with the first account.
            let number = numbers[model] ?? Int.random(in: 0..<1000)
            numbers[model] = number + 1
            return number
        }
        let turn = number % accounts.count
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
        if ready.isEmpty { ready = [candidate.model] }
        return turns.take(ready, of: descriptor.model).map { Offer(request, of: $0) }
    }

    /// Whether a surface can be asked: its key is there, or none is needed.
    func isReady(_ surface: Surface) async -> Bool {
        if surface.isCredentialOptional { return true }
        return await hasKey(surface)
    }

    private func hasKey(_ surface: Surface) async -> Bool {
        guard let name = surface.credential else { return true }
        return (try? await credentials.credential(named: name)) != nil
    }
}
