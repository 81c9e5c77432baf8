// SPDX-License-Identifier: Apache-2.0
import PreviewProvider
import Testing

@Suite("The way of the camera")
struct CameraMoveTests {
    @Test("A seed decides it, 0 is a seed, and none is none")
    func seeds() {
        let moves = [nil, 0, 1, 2, 4_294_967_295].map { (seed: UInt64?) in CameraMove(sample: 0, seed: seed) }
        #expect(Set(moves).count == moves.count)
        #expect(CameraMove(sample: 0, seed: nil) == .zoomIn)
        for seed: UInt64 in 0..<100 {
            #expect(CameraMove(sample: 1, seed: seed) == CameraMove(sample: 1, seed: seed))
        }
    }

    @Test("A seed has the same move for ever")
    func stable() {
        let move = CameraMove(sample: 0, seed: 0)
        #expect(move.start == .init(zoom: 1220, across: 0, down: 584))
        #expect(move.end == .init(zoom: 1220, across: 1000, down: 584))
    }

    @Test("The four samples of a task differ in kind, and stay within the picture")
    func samples() {
        for seed in [nil] + (0..<200).map({ UInt64($0) }) {
            let moves = (0..<4).map { CameraMove(sample: $0, seed: seed) }
            #expect(Set(moves).count == 4)
            #expect(moves.filter { $0.start.zoom < $0.end.zoom }.count == 1)
            #expect(moves.filter { $0.start.zoom > $0.end.zoom }.count == 1)
            #expect(moves.filter { $0.start.across != $0.end.across && $0.start.zoom == $0.end.zoom }.count == 1)
            #expect(moves.filter { $0.start.down != $0.end.down && $0.start.zoom == $0.end.zoom }.count == 1)
        }
        #expect(CameraMove.View(zoom: 9, across: -1, down: 2000) == .init(zoom: 1000, across: 0, down: 1000))
    }
}
