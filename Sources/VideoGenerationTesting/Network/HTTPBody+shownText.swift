// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

extension HTTPBody {
    /// The body as it is sent, as a text for a test to compare: what is streamed from a file is shown by its length alone,
    /// as `<100>`, and as `<base64 of 100>` where it is sent as base64.
    public var shownText: String {
        segments.map { segment in
            switch segment {
            case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
            case .raw(let source): "<\(source.byteCount)>"
            case .base64(let source): "<base64 of \(source.byteCount)>"
            }
        }.joined()
    }
}
