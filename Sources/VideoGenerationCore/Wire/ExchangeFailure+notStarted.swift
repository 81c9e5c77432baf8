// SPDX-License-Identifier: Apache-2.0

extension ExchangeFailure {
    /// The failure of an exchange for which nothing was looked up or connected.
    package static func notStarted(
        _ kind: Kind, _ host: String?, _ text: String, underlying: (any Error)? = nil
    ) -> ExchangeFailure {
        ExchangeFailure(
            kind, phase: .preparing, provesNothingSent: true, message: host.map { "\($0): \(text)" } ?? text,
            underlying: underlying)
    }
}
