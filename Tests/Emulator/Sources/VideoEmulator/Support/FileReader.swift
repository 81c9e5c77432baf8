// SPDX-License-Identifier: Apache-2.0

import CEmulatorShims
import NIOCore

/// An open file that is read in pieces, and closed when nobody needs it.
struct FileReader: ~Copyable {
    /// A file that is gone or shorter than it was.
    struct Failure: Error {
        var path: String
    }

    private let path: String
    private let descriptor: Int32

    init(path: String) throws(Failure) {
        self.path = path
        descriptor = unsafe emulator_open(path)
        guard descriptor >= 0 else { throw Failure(path: path) }
    }

    deinit {
        if descriptor >= 0 { emulator_close(descriptor) }
    }

    /// Reads up to so many bytes at a place, at least one.
    func read(at place: Int, count: Int) throws(Failure) -> ByteBuffer {
        var piece = ByteBufferAllocator().buffer(capacity: count)
        let got = unsafe piece.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { space in
            max(0, unsafe emulator_read_at(descriptor, space.baseAddress, count, off_t(place)))
        }
        guard got > 0 else { throw Failure(path: path) }
        return piece
    }
}
