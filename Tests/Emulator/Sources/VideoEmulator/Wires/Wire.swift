// SPDX-License-Identifier: Apache-2.0

/// The language one vendor speaks: paths, the place of the key, bodies and envelopes.
///
/// A wire holds no state. Tasks, renders, faults and the ledger are shared, so a new vendor is one more conformance.
protocol Wire: Sendable {
    /// What a request asks for; nil when it is none of this wire's paths.
    func operation(for head: RequestHead) -> WireOperation?

    /// The key a request carries.
    func credential(in head: RequestHead) -> Credential

    /// Checks a submit body as strictly as the vendor's document is written.
    func submission(for model: String, head: RequestHead, body: [UInt8]) throws(Refusal) -> Submission

    /// Puts an answer into the vendor's words.
    func reply(to answer: WireAnswer) -> Reply
}

/// What a request of a wire asks for.
enum WireOperation: Sendable, Equatable {
    case submit(model: String)
    case poll(taskID: String)
}

/// The key of a request.
enum Credential: Sendable, Equatable {
    case missing
    case malformed
    case key(String)
}

/// An answer before it is put into a vendor's words.
enum WireAnswer: Sendable {
    case accepted(taskID: String)
    case report(TaskReport, videos: [WireVideo])
    case refused(Refusal)
}

/// One video of a finished task, with an address signed just now.
struct WireVideo: Sendable {
    var url: String
    var secondsToLive: Int
}

/// Why a request is turned down.
struct Refusal: Error, Sendable, Equatable {
    var status: Int
    var reason: String
    var message: String

    /// A submit body that breaks the document.
    static func invalidBody(_ message: String) -> Refusal {
        Refusal(status: 400, reason: "INVALID_REQUEST_BODY", message: message)
    }

    /// A task nobody knows.
    static let taskNotFound = Refusal(status: 404, reason: "TASK_NOT_FOUND", message: "task not found")
}
