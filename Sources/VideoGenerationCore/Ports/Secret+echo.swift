// SPDX-License-Identifier: Apache-2.0

// A service, or what stands before it, may quote a request in its answer. What we keep and show of an answer must not
// bring the key into a record or onto a screen; what we read from it stays as it came.

extension Secret {
    /// `text` with `[redacted]` in place of the credential. A text of less than eight bytes is no key that is worth
    /// anything, and stands in ordinary words.
    func redacted(from text: String) -> String {
        let key = reveal()
        guard key.utf8.count >= 8 else { return text }
        // JSON may spell a slash with a backslash before it.
        var clean = text.replacing(key, with: "[redacted]")
        clean = clean.replacing(key.replacing("/", with: "\\/"), with: "[redacted]")
        // What is quoted has been cut to a length, perhaps within the key.
        for length in stride(from: key.count - 1, through: 4, by: -1) where clean.hasSuffix(key.prefix(length)) {
            return clean.dropLast(length) + "[redacted]"
        }
        return clean
    }
}

extension VideoGenerationError {
    /// The error without the credential in what it quotes.
    func withoutEcho(of secret: Secret?) -> VideoGenerationError {
        guard let secret else { return self }
        var copy = self
        copy.message = secret.redacted(from: message)
        return copy
    }
}

extension SubmitOutcome {
    /// The outcome without the credential in what it quotes.
    func withoutEcho(of secret: Secret?) -> SubmitOutcome {
        guard let secret else { return self }
        switch self {
        case .accepted(let remoteID, let links):
            return .accepted(remoteID: remoteID, links: links.filter { secret.redacted(from: $0.value) == $0.value })
        case .notSent(let error): return .notSent(error.withoutEcho(of: secret))
        case .rejected(let error): return .rejected(error.withoutEcho(of: secret))
        case .unknown(var evidence):
            evidence.message = secret.redacted(from: evidence.message)
            evidence.bodyStart = evidence.bodyStart.map(secret.redacted)
            return .unknown(evidence)
        }
    }
}

extension StatusOutcome {
    /// The outcome without the credential in what it quotes.
    func withoutEcho(of secret: Secret?) -> StatusOutcome {
        guard let secret else { return self }
        switch self {
        case .report(var report):
            switch report.phase {
            case .failed(var refusal):
                refusal.message = secret.redacted(from: refusal.message)
                report.phase = .failed(refusal)
            case .succeeded(let samples):
                report.phase = .succeeded(samples.map { $0.withoutEcho(of: secret) })
            case .queued, .running: break
            }
            return .report(report)
        case .trouble(var trouble):
            trouble.error = trouble.error.withoutEcho(of: secret)
            return .trouble(trouble)
        }
    }
}

extension RemoteSample {
    fileprivate func withoutEcho(of secret: Secret) -> RemoteSample {
        var copy = self
        switch location {
        case .filtered(let reason): copy.location = .filtered(reason: secret.redacted(from: reason))
        case .missing(let reason): copy.location = .missing(reason: secret.redacted(from: reason))
        case .url, .credentialed, .file: break
        }
        return copy
    }
}

extension CancelOutcome {
    /// The outcome without the credential in what it quotes.
    func withoutEcho(of secret: Secret?) -> CancelOutcome {
        guard let secret, case .refused(let error) = self else { return self }
        return .refused(error.withoutEcho(of: secret))
    }
}
