// SPDX-License-Identifier: Apache-2.0

/// One connection: requests and replies in turn.
final class Conversation {
    private static let resultPath = "/v3/async/task-result?task_id=bytes-"

    private let socket: Socket
    private let port: UInt16
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)
    /// What was read and not yet used.
    private var pending: ArraySlice<UInt8> = []

    init(_ socket: Socket, port: UInt16) {
        self.socket = socket
        self.port = port
    }

    /// Answers until the client leaves.
    func run() {
        while let request = readRequest() {
            guard answer(request) else { return }
        }
    }

    private func readRequest() -> Request? {
        var head: [UInt8] = []
        while true {
            head += pending
            pending = []
            if let end = Request.endOfHead(head) {
                pending = head[end...]
                return Request(head: head[..<end])
            }
            guard head.count < 64 << 10 else { return nil }
            let count = socket.read(into: &buffer)
            guard count > 0 else { return nil }
            pending = buffer[..<count]
        }
    }

    private func answer(_ request: Request) -> Bool {
        let path = request.path
        if request.method == "POST" {
            guard let tail = drain(request.contentLength) else { return false }
            guard let byteCount = Self.promptNumber(in: tail) else {
                return reply(400, json: "{\"reason\": \"INVALID_REQUEST_BODY\"}")
            }
            return reply(200, json: "{\"task_id\": \"bytes-\(byteCount)\"}")
        }
        if path.hasPrefix(Self.resultPath), let byteCount = Int(path.dropFirst(Self.resultPath.count)) {
            return reply(
                200,
                json: "{\"task\": {\"task_id\": \"bytes-\(byteCount)\", \"status\": \"TASK_STATUS_SUCCEED\"}, "
                    + "\"videos\": [{\"video_url\": \"http://127.0.0.1:\(port)/video/\(byteCount)\"}]}")
        }
        if path.hasPrefix("/video/"), let byteCount = Int(path.dropFirst(7)), let video = Video(byteCount: byteCount) {
            return send(video, for: request)
        }
        return reply(404, json: "{\"reason\": \"API_NOT_FOUND\"}")
    }

    /// Reads a body away; its last bytes, or nil if the client left.
    private func drain(_ length: Int) -> [UInt8]? {
        var left = length
        var tail: [UInt8] = []
        while true {
            let part = pending.prefix(left)
            pending = pending.dropFirst(part.count)
            left -= part.count
            tail += part.suffix(4096)
            if tail.count > 8192 { tail.removeFirst(tail.count - 4096) }
            if left == 0 { return tail }
            let count = socket.read(into: &buffer)
            guard count > 0 else { return nil }
            pending = buffer[..<count]
        }
    }

    /// The number that the prompt begins with, from the body's tail: everything but the image is there.
    private static func promptNumber(in tail: [UInt8]) -> Int? {
        let text = String(decoding: tail, as: UTF8.self)
        guard let name = text.firstRange(of: "\"prompt\":\"") else { return nil }
        return Int(text[name.upperBound...].prefix { $0.isNumber })
    }

    private func reply(_ status: Int, json: String) -> Bool {
        let head =
            "HTTP/1.1 \(status) -\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(json.utf8.count)\r\n\r\n"
        return socket.write(Array((head + json).utf8)[...])
    }

    private func send(_ video: Video, for request: Request) -> Bool {
        let tag = "\"\(video.byteCount)\""
        var status = "200 OK"
        var range = 0..<video.byteCount
        var extra = ""
        if let wanted = request.range(within: video.byteCount), request.fields["if-range"].map({ $0 == tag }) ?? true {
            status = "206 Partial Content"
            range = wanted
            extra = "Content-Range: bytes \(range.lowerBound)-\(range.upperBound - 1)/\(video.byteCount)\r\n"
        }
        let head =
            "HTTP/1.1 \(status)\r\nContent-Type: video/mp4\r\nContent-Length: \(range.count)\r\n\(extra)"
            + "ETag: \(tag)\r\nAccept-Ranges: bytes\r\n\r\n"
        guard socket.write(Array(head.utf8)[...]) else { return false }
        return video.pieces(range, socket.write)
    }
}
