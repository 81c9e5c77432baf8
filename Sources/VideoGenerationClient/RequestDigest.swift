// SPDX-License-Identifier: Apache-2.0
import Digests

extension Plan {
    /// SHA-256, in lower-case hexadecimal, of what the caller asked for: not of what the router chose, so that a request
    /// made again is known again after keys, models or prices have changed.
    func requestDigest() throws(VideoGenerationError) -> String {
        var hash = SHA256()
        hash.update(Array(canonicalText.utf8))
        do {
            return try hash.finalize().hex
        } catch {
            throw VideoGenerationError(.internalFailure, error.message)
        }
    }

    /// One text for each request; what is recorded as its digest must never change.
    private var canonicalText: String {
        func members<Key: Hashable>(_ values: [Key: JSON], _ name: (Key) -> String) -> JSON {
            .object(values.map { (name($0), $1) }.sorted { $0.0 < $1.0 })
        }
        func text(_ media: Media) -> JSON {
            if case .remote(let url) = media.location { return .object([("url", .string(url.description))]) }
            return .object([
                ("sha256", media.sha256.map(JSON.string) ?? .null),
                ("bytes", media.byteCount.map(JSON.integer) ?? .null),
            ])
        }
        let inputs = request.media.mapValues { media in
            media.count == 1 ? text(media[0]) : .array(media.map(text))
        }
        return JSON.object([
            ("version", .integer(1)), ("prompt", .string(request.prompt)),
            ("inputs", members(inputs, \.rawValue)),
            ("options", members(request.options.values.mapValues(\.json), \.rawValue)),
            ("models", .array(preferred.map(JSON.string))),
            ("policy", .string(policy.general.rawValue)),
            ("policies", members(policy.byOption.mapValues { .string($0.rawValue) }, \.rawValue)),
        ]).text
    }
}
