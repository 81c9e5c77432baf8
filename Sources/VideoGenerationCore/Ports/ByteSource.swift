// SPDX-License-Identifier: Apache-2.0

/// Bytes of known length that can be read from the start, any number of times: an image that a request carries.
///
/// A source is described before it is sent (its length is part of `Content-Length`), so a source whose content has
/// changed since then must throw instead of handing out other bytes.
public protocol ByteSource: Sendable {
    /// How many bytes a full read gives.
    var byteCount: Int { get }

    /// Opens the source at its first byte.
    ///
    /// - Throws: ``VideoGenerationError`` with code `unreadable_input` if it cannot be read or is no longer what it was.
    func open() throws -> any ByteReader
}

/// One pass over a ``ByteSource``.
public protocol ByteReader: AnyObject {
    /// Fills `buffer` from its start and tells how many bytes it wrote; 0 means the end.
    ///
    /// - Throws: ``VideoGenerationError`` with code `unreadable_input`.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// Takes the bytes of a reply while they arrive, for instance a file that a video is written to.
///
/// A transport calls a sink from one thread at a time, in order.
public protocol ByteSink: AnyObject, Sendable {
    /// Called once before the first byte, with status and header: a 206 goes on where the sink stands, a 200 starts
    /// again from nothing, whatever was asked for.
    ///
    /// - Throws: ``VideoGenerationError``, upon which the transport ends the exchange.
    func begin(_ reply: HTTPReply) throws

    /// Takes the next bytes; the memory is valid only during the call.
    ///
    /// - Throws: ``VideoGenerationError``, upon which the transport ends the exchange.
    func write(_ bytes: UnsafeRawBufferPointer) throws
}

/// A source whose bytes are already in memory.
public struct MemorySource: ByteSource {
    /// The bytes.
    public let bytes: [UInt8]

    /// A source that reads `bytes`.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// How many bytes there are.
    public var byteCount: Int { bytes.count }

    /// A pass over the bytes.
    public func open() -> any ByteReader {
        Reader(rest: bytes[...])
    }

    private final class Reader: ByteReader {
        private var rest: ArraySlice<UInt8>

        init(rest: ArraySlice<UInt8>) {
            self.rest = rest
        }

        func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
            let part = rest.prefix(buffer.count)
            unsafe buffer.copyBytes(from: part)
            rest = rest.dropFirst(part.count)
            return part.count
        }
    }
}
