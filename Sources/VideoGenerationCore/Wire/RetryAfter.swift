// SPDX-License-Identifier: Apache-2.0

/// How long a reply asks to wait (`Retry-After`, RFC 9110 section 10.2.3), held to at most 15 minutes.
public struct RetryAfter: Sendable {
    /// The longest wait that is believed.
    public static let longest = Duration.seconds(900)

    /// The wait, from now.
    public var delay: Duration

    /// Reads the wait from `reply`; nil if it names none that makes sense.
    ///
    /// A date is measured against the reply's own `Date`, so that a wrong clock here or there does not matter; without
    /// one it is not believed.
    public init?(_ reply: HTTPReply) {
        let fields = reply.headerFields
        guard let text = fields[.retryAfter]?.trimmingASCIIWhitespace() else { return nil }
        // `Double` would take signs, exponents, hexadecimal and infinity, too.
        let isDecimal = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
        var seconds = isDecimal ? Double(text) : nil
        if seconds == nil, let then = HTTPDate(text), let now = fields[.date].flatMap(HTTPDate.init) {
            seconds = Double(then.secondsSince1970 - now.secondsSince1970)
        }
        guard let seconds, seconds.isFinite, seconds >= 0 else { return nil }
        delay = min(.milliseconds(Int64(min(seconds, 1e9) * 1000)), Self.longest)
    }
}

/// A date as HTTP writes it, in any of its three forms (RFC 9110 section 5.6.7).
struct HTTPDate {
    let secondsSince1970: Int

    init?(_ text: String) {
        // "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"
        let words = text.split { " ,-".contains($0) }.dropFirst()
        guard words.count >= 4 else { return nil }
        let parts = Array(words)
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let isDayFirst = Int(parts[0]) != nil
        guard let month = months.firstIndex(of: String(isDayFirst ? parts[1] : parts[0])),
            let day = Int(isDayFirst ? parts[0] : parts[1]), (1...31).contains(day),
            var year = Int(isDayFirst ? parts[2] : parts[3]), (0...9999).contains(year)
        else { return nil }
        if year < 100 { year += year < 70 ? 2000 : 1900 }
        let clock = (isDayFirst ? parts[3] : parts[2]).split(separator: ":").map { Int($0) ?? -1 }
        guard clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]), (0...60).contains(clock[2])
        else { return nil }
        secondsSince1970 =
            Self.days(year: year, month: month + 1, day: day) * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
    }

    /// Days since 1970-01-01 in the Gregorian calendar, counted in eras of 400 years that begin in March.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
