// SPDX-License-Identifier: Apache-2.0

/// What came of a submission. Only the middle two may be followed by another attempt.
public enum SubmitOutcome: Sendable {
    /// The service took it under this id, and may have said where it is to be asked for; see ``TaskHandle/links``.
    case accepted(remoteID: String, links: [String: String] = [:])
    /// It is proved that nobody received it.
    case notSent(VideoGenerationError)
    /// The service refused it by its own word.
    case rejected(VideoGenerationError)
    /// It may have been taken, and billed.
    case unknown(SubmitEvidence)
}

/// What is known about a submission whose outcome is not.
public struct SubmitEvidence: Codable, Hashable, Sendable {
    /// The step that the exchange had reached; nil if nobody saw it, because its process ended.
    public var phase: ExchangeFailure.Phase?
    /// Bytes of the request, header included, that were handed to the connection; nil where a reply was judged instead.
    public var bytesSent: Int64?
    /// Bytes of the reply that arrived; nil if nobody saw it.
    public var bytesReceived: Int64?
    /// The reply's status, if it arrived.
    public var status: Int?
    /// What happened, in a sentence.
    public var message: String
    /// The first 1,024 bytes of the reply's body as text, if there was one.
    public var bodyStart: String?

    /// Evidence; see the properties.
    public init(
        phase: ExchangeFailure.Phase? = nil, bytesSent: Int64? = nil, bytesReceived: Int64? = nil, status: Int? = nil,
        message: String, bodyStart: String? = nil
    ) {
        self.phase = phase
        self.bytesSent = bytesSent
        self.bytesReceived = bytesReceived
        self.status = status
        self.message = message
        self.bodyStart = bodyStart
    }

    enum CodingKeys: String, CodingKey {
        case phase, status, message
        case bytesSent = "bytes_sent"
        case bytesReceived = "bytes_received"
        case bodyStart = "body_start"
    }
}

extension SubmitOutcome {
    /// Judges one attempt by what is proved, and by nothing else.
    ///
    /// A status code is the word of whoever stood in between, unless the service's own envelope came with it; HTTP
    /// semantics: RFC 9110 section 15.
    public init(judging outcome: HTTPOutcome, reading: (HTTPReply) -> SubmitReading) {
        switch outcome {
        case .failure(let failure):
            self =
                failure.provesNothingSent
                ? .notSent(VideoGenerationError(failure)) : .unknown(SubmitEvidence(failure))
        case .reply(let reply):
            self = Self.judge(reply, reading(reply))
        }
    }

    private static func judge(_ reply: HTTPReply, _ reading: SubmitReading) -> SubmitOutcome {
        switch (reply.status, reading) {
        case (200...299, .accepted(let remoteID, let links)) where isTaskID(remoteID):
            .accepted(remoteID: remoteID, links: links.filter(TaskHandle.isLink))
        case (let status, .refused(let refusal)) where proves(status, refusal):
            .rejected(VideoGenerationError(refusal, in: reply))
        case (200...299, _):
            .unknown(SubmitEvidence(reply, "The service answered \(reply.status) without a task id that can be read."))
        case (_, .accepted):
            .unknown(SubmitEvidence(reply, "The service answered \(reply.status), and yet named a task."))
        case (429, _):
            .rejected(
                VideoGenerationError(
                    .rateLimited, "The service asks for fewer requests.", isRetryable: true,
                    retryAfter: RetryAfter(reply)?.delay))
        case (501, _), (505, _), (521, _), (523, _), (525, _), (526, _):
            .rejected(
                VideoGenerationError(.serviceUnavailable, "The service answered \(reply.status).", isRetryable: true))
        case (301, _), (302, _), (307, _), (308, _), (404, _), (405, _), (417, _), (421, _), (425, _):
            .rejected(
                VideoGenerationError(
                    .configuration,
                    "The address answered \(reply.status), not in the service's own words: is the base URL right?"))
        default:
            .unknown(
                SubmitEvidence(reply, "The answer was \(reply.status), and does not prove that no work was started."))
        }
    }

    /// Whether a refusal in the service's own envelope proves that nothing was started: by its status, or because the
    /// service documents it, in which case even a 200 may carry it.
    private static func proves(_ status: Int, _ refusal: ServiceRefusal) -> Bool {
        switch status {
        case 400...406, 410, 411, 413...415, 417, 421, 422, 425, 429, 431, 451: true
        case 501, 503, 505, 521, 523, 525, 526: true
        default: refusal.provesNoWork
        }
    }

    /// Whether `text` can be a service's id of a task: opaque, but printable and of one word. Some are names with slashes,
    /// some are base64; whoever puts one into a URL escapes it. None leads up a path, for those who escape too little.
    package static func isTaskID(_ text: String) -> Bool {
        (1...512).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            && text.split(separator: "/").allSatisfy { $0 != "." && $0 != ".." }
    }
}

extension SubmitEvidence {
    init(_ failure: ExchangeFailure) {
        phase = failure.phase
        bytesSent = failure.bytesSent
        bytesReceived = failure.bytesReceived
        status = failure.status
        message = failure.message
        bodyStart = failure.bodyStart.isEmpty ? nil : String(decoding: failure.bodyStart.prefix(1024), as: UTF8.self)
    }

    init(_ reply: HTTPReply, _ message: String) {
        phase = .receiving
        bytesReceived = Int64(reply.body.count)
        status = reply.status
        self.message = message
        bodyStart = String(decoding: reply.body.prefix(1024), as: UTF8.self)
    }
}
