// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Wall-clock times as the wire and the ledger write them.
enum Stamp {
    /// Whole seconds since 1970.
    static func unixSeconds() -> Int {
        Int(Date().timeIntervalSince1970)
    }

    /// Milliseconds since 1970.
    static func unixMilliseconds() -> Int {
        Int(Date().timeIntervalSince1970 * 1000)
    }

    /// A time in UTC with milliseconds, such as `2026-01-31T12:00:00.123Z`.
    static func text(unixMilliseconds: Int) -> String {
        let date = Date(timeIntervalSince1970: Double(unixMilliseconds) / 1000)
        return date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
