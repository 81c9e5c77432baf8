// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

extension VideoTask {
    /// What each submission is counted for against a budget, in the order of ``attempts``, in US dollars; one that is under
    /// way is the last. Nothing is counted for a task without a price.
    ///
    /// A store keeps these beside the record, in the same transaction: the record alone says what they are.
    public var charges: [Money] {
        guard let price else { return [] }
        let followed =
            handle == nil ? nil : attempts.firstIndex { $0.outcome == .accepted && $0.model ?? model == model }
        // No service has it, or somebody made sure of that.
        let isOver = if case .ended(let stage) = stage { stage.handle == nil } else { false }
        var charges = attempts.enumerated().map { index, attempt -> Money in
            switch attempt.outcome {
            case .accepted where index == followed: price.settled(for: self)
            // One that somebody else made may have gone to a model with another price.
            case .accepted: attempt.cost ?? price.highest
            case .unknown: isOver ? .zero : attempt.cost ?? price.highest
            case .notSent, .rejected: .zero
            }
        }
        if case .submitting = stage { charges.append(price.highest) }
        return charges
    }
}

extension VideoTask {
    /// What it costs by now, all submissions together that may be billed: at least what one costs that a service has taken,
    /// at most all ``charges``. Nil where no price is known; then nothing is said of one that no service has, either.
    public var cost: PriceEstimate? {
        guard var cost = price else { return nil }
        let charges = charges
        cost.highest = charges.reduce(.zero, +)
        let isTaken = handle != nil && charges.contains { $0 > .zero }
        cost.lowest = isTaken ? min(cost.lowest, cost.highest) : .zero
        let count = charges.count { $0 > .zero }
        if count > 1 { cost.basis = "\(count) submissions, each \(cost.basis)" }
        return cost
    }

    /// The day of the last change, in days since 1970-01-01 UTC: a submission that begins with it is counted on that day.
    public var day: Int { Int((updated / 86_400).rounded(.down)) }
}

extension PriceEstimate {
    /// What is to be paid for a submission that the service has taken. What it made and nobody could fetch is billed all
    /// the same, and so is everything of which no price list says that it is not.
    fileprivate func settled(for task: VideoTask) -> Money {
        if !task.samples.isEmpty { return settled(for: task.samples, of: task.sampleCount) }
        guard let failure = task.failure, failure.isServicesWord else { return highest }
        return unbilled.contains(failure.code == .contentRefused ? .filtered : .failed) ? .zero : highest
    }

    /// What is to be paid for what came of the samples.
    func settled(for samples: [SampleOutcome], of count: Int) -> Money {
        guard count > 0, samples.count == count else { return highest }
        var sum = Money.zero
        for sample in samples {
            guard let amount = amount(of: sample, among: count) else { return highest }
            sum = sum + amount
        }
        return min(sum, highest)
    }

    /// What one of `count` videos costs; nil if it may be all that one can cost.
    private func amount(of sample: SampleOutcome, among count: Int) -> Money? {
        if sample.outcome == .filtered, unbilled.contains(.filtered) { return .zero }
        guard !isExact else { return highest.share(of: count) }
        guard let perSecond, sample.outcome == .delivered, let duration = sample.duration, duration > 0 else {
            return nil
        }
        // A container tells a few frames more or less than the seconds that are billed.
        guard let amount = perSecond * (duration - 0.25).rounded(.up) else { return nil }
        return max(amount, lowest.share(of: count))
    }
}

extension Money {
    /// One of `count` equal parts that are together not less than the whole.
    fileprivate func share(of count: Int) -> Money {
        micros > 0 ? Money(micros: (micros - 1) / Int64(count) + 1) : .zero
    }
}
