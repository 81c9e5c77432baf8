// SPDX-License-Identifier: Apache-2.0

/// A model behind an HTTP service, as four pure functions: no I/O, no retry, no clock.
///
/// Sending, retrying, classifying, recording and downloading are done by others, so a provider is one file, a plan can
/// show the exact body before a cent is spent, and a test needs no network.
public protocol HTTPVideoGeneration: VideoGeneration {
    /// The call that asks for the video. It is built again for each attempt and must come out the same; a plan judges a
    /// model without it, and builds it for who wants to see it.
    ///
    /// - Throws: ``VideoGenerationError`` when the surface has no usable URL, as ``Surface/url(_:)`` does.
    func submitCall(for request: NegotiatedRequest) throws(VideoGenerationError) -> HTTPCall

    /// What the service's reply to the submission says, whatever its status. An id counts only with a status of 2xx, and if
    /// it is one printable word.
    func readSubmit(_ reply: HTTPReply) -> SubmitReading

    /// The call that asks for a task's state. It must come out the same for the same task: it is built once, and sent as
    /// often as the task is asked about.
    ///
    /// - Throws: ``VideoGenerationError`` when the surface has no usable URL.
    func statusCall(for task: TaskHandle) throws(VideoGenerationError) -> HTTPCall

    /// What the service's reply about `task` says, whatever its status. A report counts only with a status of 2xx, or in the
    /// reply to a further call.
    ///
    /// Replies with status 200 and the same body must say the same, whatever their header: of a reply that repeats the last
    /// one, nothing is read.
    func readStatus(_ reply: HTTPReply, of task: TaskHandle) -> StatusReading
}

extension HTTPVideoGeneration {
    /// Sends the submit call once and judges what came of it.
    public func submit(_ submission: Submission) async -> SubmitOutcome {
        do {
            let call = try submitCall(for: submission.request)
            return try await submission.connection.submit(call, reading: readSubmit)
        } catch {
            // Both calls throw before a byte has left.
            return .notSent(VideoGenerationError(wrapping: error))
        }
    }

    /// Sends the status call and judges what came of it.
    public func status(_ query: StatusQuery) async -> StatusOutcome {
        do {
            let call = try statusCall(for: query.task)
            return try await query.connection.ask(call) { readStatus($0, of: query.task) }
        } catch {
            return StatusOutcome(notAsked: error)
        }
    }
}

extension StatusOutcome {
    /// No answer, because the question could not be sent.
    package init(notAsked error: any Error) {
        let error = VideoGenerationError(wrapping: error)
        self = .trouble(.init([.authentication, .configuration].contains(error.code) ? .account : .passing, error))
    }
}

/// What a provider reads in the reply to a submission.
public enum SubmitReading: Sendable {
    /// The service took it and named it. Beside its name it may have said where the task is to be asked for: such links,
    /// by names of the provider's own, come back in ``TaskHandle/links``.
    case accepted(remoteID: String, links: [String: String] = [:])
    /// The service's own envelope says no.
    case refused(ServiceRefusal)
    /// Nothing that this service's documents describe.
    case unrecognized
}

/// What a provider reads in the reply to a status call.
public enum StatusReading: Sendable {
    /// How the task is doing.
    case report(StatusReport)
    /// The task is over, and this call tells how it ended: its reply is read by `reading`. A task is asked about in two
    /// calls at most; a third one is not made.
    case further(HTTPCall, reading: @Sendable (HTTPReply) -> StatusReading)
    /// The service's own envelope says no. It does not end the task at once: `task_not_found` and its like do when they
    /// are repeated, and so does any refusal with status 404 or 410 but those that are not about the task (`authentication`,
    /// `out_of_funds`, `rate_limited`, `service_unavailable`). `authentication` and `out_of_funds` are told to waiters, and
    /// anything else is asked again.
    case refused(ServiceRefusal)
    /// Nothing that this service's documents describe.
    case unrecognized
}

/// A service's own "no", read from its error envelope.
public struct ServiceRefusal: Sendable {
    /// What it means in our terms.
    public var code: VideoGenerationError.Code
    /// The service's word and text, at most 1,000 characters.
    public var message: String
    /// Whether the same request may be accepted later.
    public var isRetryable: Bool
    /// Whether the service documents that no work was started, so that a status which otherwise proves nothing (such as
    /// 500) may be taken as a rejection.
    public var provesNoWork: Bool

    /// A refusal; see the properties.
    public init(
        _ code: VideoGenerationError.Code, _ message: String, isRetryable: Bool = false, provesNoWork: Bool = false
    ) {
        self.code = code
        self.message = message.capped(at: 1000)
        self.isRetryable = isRetryable
        self.provesNoWork = provesNoWork
    }
}

extension VideoGenerationError {
    /// The error that a service's refusal in `reply` is.
    init(_ refusal: ServiceRefusal, in reply: HTTPReply) {
        self.init(
            refusal.code, refusal.message, isRetryable: refusal.isRetryable, retryAfter: RetryAfter(reply)?.delay)
    }
}

extension ServiceRefusal {
    /// A refusal whose envelope has no word for what it means: by the status of its reply (RFC 9110 section 15). With 403 it
    /// may be about the key, the account, or what the prompt shows, so nothing is made of that one.
    ///
    /// - Parameters:
    ///   - status: The status.
    ///   - message: The service's text.
    ///   - notFound: What is not there where something is not: the model, for a submission; the task, for a question.
    public init(status: Int, _ message: String, notFound: VideoGenerationError.Code) {
        let code: VideoGenerationError.Code =
            switch status {
            case 401: .authentication
            case 402: .outOfFunds
            case 404, 410: notFound
            case 413: .invalidInput
            case 429: .rateLimited
            case 500...: .serviceUnavailable
            default: .invalidRequest
            }
        self.init(code, message, isRetryable: code == .rateLimited || code == .serviceUnavailable)
    }
}

extension JSON {
    /// What `{"detail": …}` says in the form that FastAPI gives errors, which many services have: a text, or a list of
    /// problems with their places. Nil for anything else; for what FastAPI itself says of an address that it does not have;
    /// and for an error as RFC 9457 has it, which is anybody's.
    public var detailText: String? {
        guard self["title"] == nil else { return nil }
        if let text = self["detail"]?.string {
            return ["", "Not Found", "Method Not Allowed"].contains(text) ? nil : text
        }
        let problems = self["detail"]?.elements.compactMap { problem in
            (problem["msg"] ?? problem["type"])?.lenientString.map { text in
                let place = problem["loc"]?.elements.compactMap(\.lenientString).joined(separator: ".") ?? ""
                return place.isEmpty ? text : "\(place): \(text)"
            }
        }
        return problems.flatMap { $0.isEmpty ? nil : $0.joined(separator: "; ") }
    }
}
