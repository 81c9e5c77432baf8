// SPDX-License-Identifier: Apache-2.0

import NIOCore

extension Connection {
    /// Sends part of a file, piece by piece, each read when the one before is out.
    func sendFile(_ path: String, _ range: Range<Int>, piece size: Int = 64 << 10, pause: Duration = .zero) async throws
    {
        let file = try FileReader(path: path)
        var place = range.lowerBound
        while place < range.upperBound {
            let piece = try file.read(at: place, count: min(size, range.upperBound - place))
            place += piece.readableBytes
            try await send(piece)
            if pause > .zero { try await Task.sleep(for: pause) }
        }
    }
}
