// SPDX-License-Identifier: Apache-2.0

/// The language one vendor speaks: paths, the place of the key, bodies and envelopes.
///
/// A wire holds no state. Tasks, renders, faults and the ledger are shared, so a new vendor is one more conformance.
protocol Wire: Sendable {
    /// The status word that the fault of that name says when it brings none of its own.
    var unknownWord: String { get }

    /// What a request asks for; nil when its path is none of this wire's.
    func operation(for head: RequestHead) -> WireOperation?

    /// The key a request carries.
    func credential(in head: RequestHead) -> Credential

    /// Checks a submit body as strictly as the vendor's document is written.
    func submission(for model: String, head: RequestHead, body: [UInt8]) throws(Refusal) -> Submission

    /// The task a request is about; wires whose bodies name it look there.
    /// - Parameter named: The task that `operation(for:)` found in the head.
    func taskID(_ named: String, head: RequestHead, body: [UInt8]) throws(Refusal) -> String

    /// Whether a task may be asked for with this request: it came in by this wire, and under this address.
    func owns(_ task: TaskReport, asked head: RequestHead) -> Bool

    /// Puts an answer into the vendor's words.
    func reply(to answer: WireAnswer, head: RequestHead) -> Reply
}

extension Wire {
    func taskID(_ named: String, head: RequestHead, body: [UInt8]) throws(Refusal) -> String {
        named
    }
}

/// What a request of a wire asks for.
enum WireOperation: Sendable, Equatable {
    case submit(model: String)
    /// Something about tasks that were accepted; which one may also be told by the body.
    case task(TaskOperation, id: String = "")
    /// The bytes of one sample, for who has a key.
    case content(taskID: String, sample: Int)
    /// A path under the wire's roof that leads nowhere.
    case unknownPath
}

/// What can be asked about tasks that were accepted.
enum TaskOperation: String, Sendable, CaseIterable {
    /// How far a task is.
    case poll
    /// What a task has made, on wires that tell this elsewhere than its state.
    case result
    /// Ends a task early.
    case cancel
    /// Forgets a task.
    case delete
    /// All tasks of the wire.
    case list
}

/// An answer before it is put into a vendor's words.
enum WireAnswer: Sendable {
    case accepted(TaskReport)
    case report(TaskReport, videos: [WireVideo])
    case result(TaskReport, videos: [WireVideo])
    case cancelled(TaskReport)
    case deleted(TaskReport)
    /// In the order in which they were submitted.
    case list([TaskReport])
    case refused(Refusal)
}

/// One video of a finished task, with an address signed just now.
struct WireVideo: Sendable {
    var url: String
    var secondsToLive: Int
    var file: RenderedFile
}
