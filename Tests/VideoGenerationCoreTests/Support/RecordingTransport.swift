// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// Answers every exchange with one reply and keeps what was sent.
actor RecordingTransport: HTTPTransport {
    let outcome: HTTPOutcome
    private(set) var exchanges: [HTTPExchange] = []

    init(_ outcome: HTTPOutcome = .reply(HTTPReply(status: 200))) {
        self.outcome = outcome
    }

    func send(_ exchange: HTTPExchange) async -> HTTPOutcome {
        exchanges.append(exchange)
        return outcome
    }
}

/// Has one key, or none, or cannot read it.
struct FixedCredentials: CredentialSource {
    var key: String?
    var failure: VideoGenerationError?

    func credential(named name: CredentialName) async throws -> Secret? {
        if let failure { throw failure }
        return try key.map { try Secret($0) }
    }
}
