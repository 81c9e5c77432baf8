// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VideoEmulator

struct ByteRangeTests {
    @Test(arguments: [
        ("bytes=0-0", ByteRange.part(0..<1)), ("bytes=5-", .part(5..<10)), ("bytes=-3", .part(7..<10)),
        ("bytes=2-99", .part(2..<10)), ("bytes=-99", .part(0..<10)), ("bytes=10-", .unsatisfiable),
        ("bytes=-0", .unsatisfiable), ("bytes=3-2", .whole), ("bytes=0-1,3-4", .whole), ("items=0-1", .whole),
        ("bytes=-", .whole), ("bytes=a-b", .whole), ("bytes=--1", .whole),
        ("bytes=0-99999999999999999999", .whole), ("bytes=99999999999999999999-", .whole),
    ])
    func `a header of a ten byte file means`(header: String, range: ByteRange) {
        #expect(ByteRange(header: header, size: 10) == range)
    }

    @Test func `no header means the whole file`() {
        #expect(ByteRange(header: nil, size: 10) == .whole)
    }
}
