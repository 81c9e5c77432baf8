// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct RetryAfterTests {
    static let now = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

    static func delay(_ header: String) -> Duration? {
        RetryAfter(HTTPReply(status: 429, rawHeader: Array(header.utf8)))?.delay
    }

    @Test(
        "Seconds are believed up to a quarter of an hour, and nonsense is not",
        arguments: [
            ("0", .zero), ("1", .seconds(1)), (" 12 ", .seconds(12)), ("1.5", .milliseconds(1500)),
            ("900", .seconds(900)),
            ("901", .seconds(900)), ("86400", .seconds(900)), ("99999999999999999999999", .seconds(900)), ("-1", nil),
            ("", nil),
            ("soon", nil), ("nan", nil), ("inf", nil), ("0x10", nil), ("1e2", nil), ("+5", nil), ("5, 6", nil),
            ("5s", nil),
            ("1.2.3", nil), (".", nil),
        ] as [(String, Duration?)])
    func seconds(value: String, delay: Duration?) {
        #expect(Self.delay("Retry-After: \(value)\r\n") == delay)
    }

    @Test(
        "A date is measured against the reply's own, in all three forms",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:47 GMT", .seconds(10)), ("Sunday, 06-Nov-94 08:50:37 GMT", .seconds(60)),
            ("Sun Nov  6 08:49:38 1994", .seconds(1)), ("Sun, 06 Nov 1994 08:49:37 GMT", .zero),
            ("Mon, 07 Nov 1994 08:49:37 GMT", .seconds(900)), ("Fri, 31 Dec 9999 23:59:59 GMT", .seconds(900)),
            ("Sun, 06 Nov 1994 08:49:36 GMT", nil), ("Thu, 01 Jan 1970 00:00:00 GMT", nil), ("Sun, 06 Nov 1994", nil),
            ("Sun, 06 Nov 1994 25:00:00 GMT", nil), ("Sun, 06 Foo 1994 08:49:47 GMT", nil),
            ("Sun, 00 Nov 1994 08:49:47 GMT", nil),
            ("Sun, 06 Nov 1994 08:49 GMT", nil), ("Sun, 06 Nov 1994 08:49:47:x GMT", nil),
            ("06 Nov 1994 08:49:47", nil),
        ] as [(String, Duration?)])
    func dates(value: String, delay: Duration?) {
        #expect(Self.delay(Self.now + "Retry-After: \(value)\r\n") == delay)
        #expect(Self.delay("Retry-After: \(value)\r\n") == nil)
        #expect(Self.delay("Date: yesterday\r\nRetry-After: \(value)\r\n") == nil)
    }

    @Test(
        "Days are counted across leap years and centuries",
        arguments: [
            ("Wed, 28 Feb 2024 23:59:59 GMT", "Thu, 29 Feb 2024 00:00:00 GMT"),
            ("Thu, 29 Feb 2024 23:59:59 GMT", "Fri, 01 Mar 2024 00:00:00 GMT"),
            ("Sun, 28 Feb 2100 23:59:59 GMT", "Mon, 01 Mar 2100 00:00:00 GMT"),
            ("Fri, 31 Dec 1999 23:59:59 GMT", "Sat, 01 Jan 2000 00:00:00 GMT"),
            ("Wednesday, 31-Dec-69 23:59:59 GMT", "Thu, 01 Jan 2070 00:00:00 GMT"),
            ("Tue, 31 Dec 2069 23:59:59 GMT", "Wed, 01 Jan 2070 00:00:00 GMT"),
        ])
    func calendar(now: String, then: String) {
        #expect(Self.delay("Date: \(now)\r\nRetry-After: \(then)\r\n") == .seconds(1))
    }

    @Test("Without the field there is no wait")
    func absent() {
        #expect(Self.delay(Self.now) == nil)
        #expect(Self.delay("") == nil)
    }
}
