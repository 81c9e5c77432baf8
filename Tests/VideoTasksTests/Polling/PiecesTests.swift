// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import VideoTasks

@Suite("An array in pieces")
struct PiecesTests {
    @Test("each element is where it was put, and an eighth at most is in reserve")
    func elements() {
        var pieces = Pieces<Int>()
        var reserve = 0
        for number in 0..<150_000 {
            pieces.append(-1)
            pieces[number] = number
            reserve = max(reserve, pieces.capacity - pieces.count - pieces.count / 8)
        }
        #expect(pieces.count == 150_000)
        #expect(pieces.indices.allSatisfy { pieces[$0] == $0 })
        // As long as there are few, one piece.
        #expect(reserve < 8)
    }
}
