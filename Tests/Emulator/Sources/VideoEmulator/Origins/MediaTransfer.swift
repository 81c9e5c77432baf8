// SPDX-License-Identifier: Apache-2.0

/// What a download answers when nothing goes wrong: the status and which bytes of which file.
struct MediaTransfer: Sendable {
    let file: RenderedFile
    let range: Range<Int>
    let isPart: Bool

    /// The answer to a request; nil when the range lies outside the file.
    init?(file: RenderedFile, head: RequestHead) {
        // A part is only of use to somebody who holds the rest of the same file.
        let isSameFile = head.header("if-range").map { $0 == file.etag } ?? true
        switch ByteRange(header: isSameFile ? head.header("range") : nil, size: file.size) {
        case .whole: self.init(whole: file)
        case .part(let range): self.init(file: file, range: range, isPart: true)
        case .unsatisfiable: return nil
        }
    }

    /// The whole file.
    init(whole file: RenderedFile) {
        self.init(file: file, range: 0..<file.size, isPart: false)
    }

    private init(file: RenderedFile, range: Range<Int>, isPart: Bool) {
        self.file = file
        self.range = range
        self.isPart = isPart
    }

    /// The head of the answer.
    /// - Parameters:
    ///   - length: The length to claim; nil claims none.
    ///   - isLast: Whether the connection ends after this answer.
    func head(claiming length: Int?, isLast: Bool) -> ReplyHead {
        var headers = [("content-type", "video/mp4"), ("accept-ranges", "bytes"), ("etag", file.etag)]
        if let length { headers.append(("content-length", String(length))) }
        if isPart {
            headers.append(("content-range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.size)"))
        }
        headers.append(("connection", isLast ? "close" : "keep-alive"))
        return ReplyHead(status: isPart ? 206 : 200, headers: headers.map { (name: $0.0, value: $0.1) })
    }

    /// The honest head of the answer.
    func head(isLast: Bool) -> ReplyHead {
        head(claiming: range.count, isLast: isLast)
    }
}
