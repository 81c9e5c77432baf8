// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import VideoGenerationCore
import VideoGenerationTesting

/// The key that must show up nowhere but in the authorization of a call.
let canary = "canary-4f1d-key"

/// One exchange as the virtual service sees it.
struct Call: Sendable {
    enum Kind: Sendable {
        case submit, poll, download
    }

    var kind: Kind
    /// How many of its kind came before it.
    var number: Int
    /// Virtual time since the beginning.
    var time: Duration
    var exchange: HTTPExchange
    /// The loop that it is on, to let its clock jump.
    var loop: VirtualLoop?

    var path: String { exchange.request.path ?? "" }
    /// The part of a poll's query that names the task.
    var remoteID: String { String(path.split(separator: "=").last ?? "") }
}

/// What the virtual service answers.
struct Script: Sendable {
    typealias Answer = @Sendable (Call) -> VirtualReply

    var submit: Answer = { .json(#"{"task_id":"t-\#($0.number)"}"#) }
    var poll: Answer = inTurn(.done())
    var download: Answer = inTurn(.video(TinyVideo().build()))
}

/// These replies one after the other; the last one again and again.
func inTurn(_ replies: VirtualReply...) -> Script.Answer {
    { replies[min($0.number, replies.count - 1)] }
}

extension VirtualReply {
    static let queued = status("TASK_STATUS_QUEUED")
    static let running = status("TASK_STATUS_PROCESSING")
    static let unknownTask = refusal(404, "TASK_NOT_FOUND")
    static let unreadable = VirtualReply.json("<html>502 Bad Gateway</html>", status: 502)

    static func status(_ word: String, progress: Double = 0, eta: Double = 0) -> VirtualReply {
        .json(#"{"task":{"status":"\#(word)","progress_percent":\#(progress),"eta":\#(eta)}}"#)
    }

    /// The task has ended with videos at these URLs.
    static func done(_ urls: [String] = ["https://cdn.example/0.mp4?signature=s"]) -> VirtualReply {
        let videos = urls.map { #"{"video_url":"\#($0)"}"# }.joined(separator: ",")
        return .json(#"{"task":{"status":"TASK_STATUS_SUCCEED"},"videos":[\#(videos)]}"#)
    }

    static func refusal(_ status: Int, _ reason: String, header: String = "") -> VirtualReply {
        .json(#"{"code":\#(status),"reason":"\#(reason)","message":"why"}"#, status: status, header: header)
    }

    static func video(_ bytes: [UInt8], status: Int = 200, tag: String = "\"v1\"", header: String = "") -> VirtualReply
    {
        .bytes(bytes, status: status, header: "ETag: \(tag)\r\nContent-Length: \(bytes.count)\r\n" + header)
    }

    static func redirect(to location: String, status: Int = 302) -> VirtualReply {
        .bytes([], status: status, header: "Location: \(location)\r\n")
    }
}
