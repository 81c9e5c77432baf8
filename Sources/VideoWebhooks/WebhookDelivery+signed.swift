// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension WebhookDelivery {
    /// The value of a field that a signature needs.
    ///
    /// - Throws: `webhook_refused` if it is missing, empty, there twice, or longer than `limit` bytes.
    func field(_ name: String, limit: Int = 256) throws(VideoGenerationError) -> String {
        let values = HTTPField.Name(name).map { headerFields[values: $0] } ?? []
        guard let value = values.first, values.count == 1, (1...limit).contains(value.utf8.count) else {
            let fault = values.isEmpty ? "has no field" : values.count > 1 ? "has more than one field" : "has a strange"
            throw .refused("It \(fault) \(name). Does a proxy in between change the header?")
        }
        return value
    }

    /// The time in a field as whole seconds since 1970, as it is written.
    ///
    /// - Throws: `webhook_refused` if it is none, or further than `tolerance` seconds from when the delivery arrived.
    func timestamp(_ name: String, tolerance: Double) throws(VideoGenerationError) -> String {
        let text = try field(name)
        guard text.utf8.count <= 15, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = Double(text)
        else { throw .refused("Its \(name) is no time in seconds.") }
        let age = receivedAt - seconds
        guard abs(age) <= tolerance else {
            let distance = "\(Self.count(abs(age))) s " + (age > 0 ? "before" : "after")
            throw .refused(
                "It says that it was sent \(distance) it arrived; \(Self.count(tolerance)) s are allowed. It may be an old one "
                    + "that somebody sends again. Is the clock of this machine right?")
        }
        return text
    }

    private static func count(_ seconds: Double) -> String {
        Int(exactly: seconds.rounded()).map(String.init) ?? "too many"
    }
}

extension VideoGenerationError {
    /// The delivery is not proved to be the service's.
    static func refused(_ reason: String) -> VideoGenerationError {
        VideoGenerationError(.webhookRefused, "The webhook is refused: \(reason)")
    }

    /// The delivery was verified before.
    static func repeated(_ id: String) -> VideoGenerationError {
        VideoGenerationError(
            .webhookRepeated, "The webhook \(id.capped(at: 64)) was taken before; answer it as the first one.")
    }

    /// The system's cryptography library failed.
    static func noCryptography(_ reason: String) -> VideoGenerationError {
        VideoGenerationError(.internalFailure, reason, isRetryable: true)
    }
}
