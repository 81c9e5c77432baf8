// SPDX-License-Identifier: Apache-2.0

/// A request's body as a list of pieces whose lengths are known: the planned body is the sent body, and a large image
/// is never in memory as a whole.
public struct HTTPBody: Sendable {
    /// The pieces, in order.
    public let segments: [Segment]

    /// A body of these pieces.
    public init(_ segments: [Segment]) {
        self.segments = segments
    }

    /// No body.
    public static let empty = HTTPBody([])

    /// One piece of a body.
    public enum Segment: Sendable {
        /// These bytes.
        case bytes([UInt8])
        /// A source's bytes as they are.
        case raw(any ByteSource)
        /// A source's bytes in standard base64 with padding, without line breaks (RFC 4648 section 4).
        case base64(any ByteSource)

        /// How many bytes the piece has on the wire.
        public var byteCount: Int {
            switch self {
            case .bytes(let bytes): bytes.count
            case .raw(let source): source.byteCount
            case .base64(let source): (source.byteCount + 2) / 3 * 4
            }
        }
    }

    /// The whole length in bytes: the value of `Content-Length`.
    public var byteCount: Int {
        segments.reduce(0) { $0 + $1.byteCount }
    }
}
