// SPDX-License-Identifier: Apache-2.0

/// Bytes that can be read anywhere: a file, or in tests an array.
protocol RandomAccess {
    var byteCount: Int { get }

    /// The bytes from `offset`, fewer than `count` only at the end.
    func bytes(at offset: Int, count: Int) throws(MP4Fault) -> [UInt8]
}

/// Reads boxes (ISO/IEC 14496-12:2022 section 4.2) from untrusted bytes, in little memory and bounded time.
///
/// No table and no box is ever read as a whole: only headers, fields and pieces of tables are. The number of boxes and
/// the bytes of tables are limited for the whole file, so that its size alone decides nothing.
final class MP4Reader {
    let byteCount: Int
    private let source: any RandomAccess
    private var window: [UInt8] = []
    private var windowStart = 0
    private var boxesLeft: Int
    private var tableBytesLeft: Int

    /// - Parameters:
    ///   - source: The file.
    ///   - boxes: How many boxes are read at most. A minute of video in fragments of one picture has about 20,000.
    ///   - tableBytes: How many bytes of sample tables are read at most; a picture takes 4 of them, or 16.
    init(_ source: any RandomAccess, boxes: Int = 500_000, tableBytes: Int = 64 << 20) {
        self.source = source
        byteCount = source.byteCount
        boxesLeft = boxes
        tableBytesLeft = tableBytes
    }

    /// The box that begins at `offset` and has to end by `end`.
    func box(at offset: Int, end: Int) throws(MP4Fault) -> MP4Box {
        guard boxesLeft > 0 else { throw MP4Fault("it has too many boxes to be a video") }
        boxesLeft -= 1
        guard end - offset >= 8 else { throw MP4Fault("there are \(end - offset) stray bytes at offset \(offset)") }
        let header = MP4Fields(try bytes(at: offset, count: min(16, end - offset)))
        let type = try header.fourCC(at: 4)
        var headerSize = 8
        var size = UInt64(try header.u32(at: 0))
        let isOpenEnded = size == 0
        if size == 1 {
            size = try header.u64(at: 8)
            headerSize = 16
        } else if isOpenEnded {
            // To the end of the file; a box within another one cannot say that.
            size = UInt64(end - offset)
        }
        guard size >= headerSize else {
            throw MP4Fault("the box at offset \(offset) claims a size of \(size) bytes")
        }
        guard size <= end - offset else {
            throw MP4Fault(
                "the box \"\(type)\" at offset \(offset) is cut off: it has \(end - offset) of \(size) bytes")
        }
        return MP4Box(
            type: type, start: offset, bodyStart: offset + headerSize, end: offset + Int(size), isOpenEnded: isOpenEnded
        )
    }

    /// The first bytes of a box's content, at most `count`.
    func fields(of box: MP4Box, count: Int) throws(MP4Fault) -> MP4Fields {
        MP4Fields(try bytes(at: box.bodyStart, count: min(count, box.end - box.bodyStart)))
    }

    /// Calls `body` with pieces of the table of `count` rows of `rowSize` bytes that begins at `offset` in `box`.
    func table(
        in box: MP4Box, at offset: Int, count: Int, rowSize: Int, _ body: (MP4Fields, Int) throws(MP4Fault) -> Void
    ) throws(MP4Fault) {
        let (size, overflow) = count.multipliedReportingOverflow(by: rowSize)
        guard !overflow, rowSize > 0, box.end - box.bodyStart >= offset, size <= box.end - box.bodyStart - offset else {
            throw MP4Fault("the table \"\(box.type)\" has fewer entries than it claims")
        }
        guard size <= tableBytesLeft else { throw MP4Fault("its tables are too large for a video") }
        tableBytesLeft -= size
        let rowsAtOnce = (32 << 10) / rowSize
        var row = 0
        while row < count {
            let rows = min(rowsAtOnce, count - row)
            let piece = try exactly(rows * rowSize, at: box.bodyStart + offset + row * rowSize)
            try body(MP4Fields(piece), rows)
            row += rows
        }
    }

    /// Bytes at `offset`, through a window that spares a system call for each small box.
    private func bytes(at offset: Int, count: Int) throws(MP4Fault) -> [UInt8] {
        if offset < windowStart || offset + count > windowStart + window.count {
            window = try source.bytes(at: offset, count: max(count, min(4096, byteCount - offset)))
            windowStart = offset
        }
        guard offset + count <= windowStart + window.count else {
            throw MP4Fault("it became shorter while it was read")
        }
        return Array(window[(offset - windowStart)..<(offset - windowStart + count)])
    }

    private func exactly(_ count: Int, at offset: Int) throws(MP4Fault) -> [UInt8] {
        let bytes = try source.bytes(at: offset, count: count)
        guard bytes.count == count else { throw MP4Fault("it became shorter while it was read") }
        return bytes
    }
}
