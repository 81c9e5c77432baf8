// SPDX-License-Identifier: Apache-2.0
import CVideoGenBase64
import Foundation
import VideoGenerationCore

/// A request's body in the form in which URLSession takes it, with its sources opened.
enum SessionBody: Sendable {
    /// Nothing.
    case none
    /// All of it: always on Linux, where URLSession sends a stream in chunks, without a length, whatever the header says.
    case data(Data)
    #if canImport(Darwin)
        /// A large one, piece by piece.
        case stream(BodyPump)
    #endif

    /// Bodies up to this size are not worth a stream.
    static let smallBody = 64 << 10

    /// Opens the sources of `body`. It may block.
    ///
    /// - Throws: What a source throws, or that one is not as long as it says.
    init(_ body: HTTPBody) throws {
        guard body.byteCount > 0 else {
            self = .none
            return
        }
        var pass = unsafe RequestBody(body) { unsafe cvideogen_base64_encode($0.baseAddress, $1) }
        try pass.open()
        #if canImport(Darwin)
            if body.byteCount > Self.smallBody {
                guard let pump = BodyPump(pass) else { throw Refusal(text: "memory is short") }
                self = .stream(pump)
                return
            }
        #endif
        self = .data(try Self.collect(&pass))
    }

    private static func collect(_ pass: inout RequestBody) throws -> Data {
        var data = Data(count: pass.byteCount)
        var filled = 0
        while filled < data.count {
            let count = try unsafe data.withUnsafeMutableBytes { room in
                try unsafe pass.read(into: UnsafeMutableRawBufferPointer(rebasing: room[filled...]))
            }
            if count == 0 { break }
            filled += count
        }
        return data
    }
}
