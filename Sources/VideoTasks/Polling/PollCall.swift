// SPDX-License-Identifier: Apache-2.0

/// A question that is on its way: the row that it is about, and which of the row's questions it is.
struct PollCall {
    private let shortRow: UInt32
    let question: UInt32

    init(row: Int, question: UInt32) {
        shortRow = UInt32(row)
        self.question = question
    }

    init(_ number: UInt64) {
        shortRow = UInt32(truncatingIfNeeded: number)
        question = UInt32(truncatingIfNeeded: number >> 32)
    }

    var row: Int { Int(shortRow) }

    /// Both as one number, for a loop.
    var number: UInt64 { UInt64(question) << 32 | UInt64(shortRow) }
}
