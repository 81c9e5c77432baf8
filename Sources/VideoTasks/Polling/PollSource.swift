// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// A desk, for what its loop calls.
///
/// `@unchecked Sendable` is sound: the desk is used by its tracker, which is isolated to the loop, and by what
/// ``LoopTransport`` promises to call on the loop: a timer's handler, and a ``CallSource``. To check that again for each
/// question would cost more than the question.
final class PollDeskReference: @unchecked Sendable {
    private(set) weak var desk: PollDesk?

    init(_ desk: PollDesk) {
        self.desk = desk
    }
}

/// A line as the loop sees it.
final class PollSource: CallSource {
    let line: Int
    private let reference: PollDeskReference
    /// The key that the lane's calls carry; the line may have another one by the time at which they end.
    private let secret: Secret?
    private let hash: AnswerHash

    init(_ reference: PollDeskReference, line: Int, _ secret: Secret?, _ hash: AnswerHash) {
        self.reference = reference
        self.line = line
        self.secret = secret
        self.hash = hash
    }

    func nextCall(_ target: inout [UInt8], at now: MonotonicTime) -> UInt64? {
        reference.desk?.nextCall(for: self, &target, at: now)
    }

    func absorb(_ body: UnsafeRawBufferPointer, of call: UInt64, at now: MonotonicTime) -> Bool {
        unsafe reference.desk?.absorb(hash(body), of: PollCall(call), at: now) ?? true
    }

    func ended(_ call: UInt64, with outcome: HTTPOutcome) {
        reference.desk?.ended(PollCall(call), with: outcome, sentWith: secret)
    }
}
