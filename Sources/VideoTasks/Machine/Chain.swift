// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// The models that a task may still be submitted to: whoever has refused for now waits, and others are asked meanwhile.
///
/// Another one is asked only after a proof that the last one does not have the task, and only if the reason is one that
/// says nothing about the request itself.
struct Chain: Sendable {
    /// One model.
    struct Link: Sendable {
        let assignment: Assignment
        /// How often it has refused for now.
        var refusals = 0
        /// Until when it is left alone.
        var notBefore = MonotonicTime(nanoseconds: .min)
    }

    /// Those that may be asked, in the order of preference.
    private(set) var links: [Link]
    /// How many models there were after the first; none once it is pinned to one.
    private(set) var alternatives: Int
    /// How often one was passed over without being asked.
    private var passes = 0
    /// What each model and account that has refused said last, the latest last.
    private var refusals: [(name: String, error: VideoGenerationError)] = []

    /// The models that may be asked for several accounts.
    private let pooled: Set<ModelID>

    /// The model that `task` is submitted to, then `others`.
    init(_ task: VideoTask, orElse others: [Assignment] = []) {
        let assignments = [task.assignment] + others
        links = assignments.map { Link(assignment: $0) }
        alternatives = others.count
        pooled = Set(others.map(\.model).filter { model in assignments.count { $0.model == model } > 1 })
    }

    /// What may have been taken by one is asked of no other.
    mutating func pin(to assignment: Assignment) {
        links.removeAll { $0.assignment != assignment }
        alternatives = 0
    }

    /// Takes in that the model of `assignment` has refused; without a proof that nobody has the task, nothing may call it.
    mutating func refuse(_ assignment: Assignment, _ error: VideoGenerationError, at now: MonotonicTime) {
        let refuser = name(of: assignment)
        refusals.removeAll { $0.name == refuser }
        refusals.append((refuser, error))
        // What it says about the request, it says for all.
        if !error.mayBeAcceptedElsewhere { links.removeAll { $0.assignment != assignment } }
        guard let index = links.firstIndex(where: { $0.assignment == assignment }) else { return }
        guard error.isRetryable else {
            links.remove(at: index)
            return
        }
        links[index].refusals += 1
        let pause = error.retryAfter ?? .seconds(1 << min(links[index].refusals, 6))
        links[index].notBefore = now + max(pause, .seconds(1))
    }

    /// Whose turn it is, and how long until then; nil if nobody is left.
    func next(at now: MonotonicTime) -> (assignment: Assignment, wait: Duration)? {
        // Of several that can be asked at the same time, who has refused less often, and then the first.
        let next = links.min { left, right in
            (max(left.notBefore, now), left.refusals) < (max(right.notBefore, now), right.refusals)
        }
        return next.map { ($0.assignment, max(.zero, $0.notBefore - now)) }
    }

    /// Those that could be asked now in the place of `assignment`.
    func others(than assignment: Assignment, at now: MonotonicTime) -> [Assignment] {
        // Whoever has been sent from one to the other for long waits.
        guard passes < 2 * links.count else { return [] }
        return links.filter { $0.assignment != assignment && $0.notBefore <= now }.map(\.assignment)
    }

    /// Those that could be asked in the place of `assignment` at some time.
    func alternatives(to assignment: Assignment) -> [Link] {
        guard passes < 2 * links.count else { return [] }
        return links.filter { $0.assignment != assignment }
    }

    /// Until when the model of `assignment` is left alone.
    func notBefore(_ assignment: Assignment) -> MonotonicTime? {
        links.first { $0.assignment == assignment }?.notBefore
    }

    /// Some are not to be asked at all.
    mutating func leaveOut(_ assignments: [Assignment]) {
        links.removeAll { assignments.contains($0.assignment) }
    }

    mutating func passOver() { passes += 1 }

    /// How a task ends that nobody took, with what each model said; `error` is what ended it, at that of `assignment`.
    func conclusion(_ error: VideoGenerationError, at assignment: Assignment) -> VideoGenerationError {
        let last = name(of: assignment)
        let earlier = refusals.filter { $0.name != last }
        guard !earlier.isEmpty else { return error }
        var conclusion = error
        conclusion.message =
            "\(last): \(error.message)\nBefore that: "
            + earlier.map { "\($0.name): \($0.error.message)" }.joined(separator: "\n")
        conclusion.isRetryable = error.isRetryable || error.mayBeAcceptedElsewhere && !links.isEmpty
        return conclusion
    }

    /// The model, with the account if there are several.
    func name(of assignment: Assignment) -> String {
        guard let account = assignment.account, pooled.contains(assignment.model) else {
            return assignment.model.description
        }
        return "\(assignment.model) (\(account.rawValue))"
    }
}

extension VideoGenerationError {
    /// Whether the reason lies with the model or its account, so that the same request may be welcome somewhere else. A
    /// wrong configuration is somebody's mistake, who would not hear of it.
    var mayBeAcceptedElsewhere: Bool {
        switch code {
        case .authentication, .outOfFunds, .rateLimited, .modelRetired: true
        // Not a host that cannot prove who it is: somebody should look.
        case .serviceUnavailable: isRetryable
        default: false
        }
    }
}
