// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoGenerationTesting

extension Service {
    /// A submission arrives, or goes wrong on its way.
    func submitted(_ exchange: HTTPExchange, by process: Process) -> VirtualReply {
        let text = exchange.body.segments.reduce(into: "") { text, segment in
            if case .bytes(let bytes) = segment { text += String(decoding: bytes, as: UTF8.self) }
        }
        guard let request = Self.number(after: "request ", in: text) else {
            world.violated("Something was submitted that nobody asked for: \(text)")
            return .envelope(400, "INVALID_REQUEST_BODY")
        }
        let samples = Self.number(after: #""sample_count":"#, in: text) ?? 1
        let crash = process.crash(at: .submit)
        if crash == .before { return .failure(.cancelled) }
        let fault = crash == nil ? world.draw(.submit) : nil
        if let fault { world.hit(.submit, fault) }
        world.note("post", process.number, request, say: "process \(process.number), request \(request)")
        var post = Judge.Post(request: request, process: process.number, host: exchange.request.authority ?? "")
        post.time = world.now
        let reply = reply(fault, &post, samples)
        world.judge.posted(post, process, reply.delay)
        if crash == .after { process.die() }
        return reply
    }

    private func reply(_ fault: Fault?, _ post: inout Judge.Post, _ samples: Int) -> VirtualReply {
        let request = post.request
        /// Takes it; the client cannot know.
        func taken(_ reply: VirtualReply) -> VirtualReply {
            _ = take(request, samples: samples, at: post.host)
            post.outcome = .ambiguous
            return reply
        }
        func untaken(_ reply: VirtualReply) -> VirtualReply {
            post.outcome = .ambiguous
            return reply
        }
        func nothing(_ reply: VirtualReply) -> VirtualReply {
            post.outcome = .nothing
            return reply
        }
        switch fault {
        case .refused: return nothing(.refused)
        case .resetUntaken: return untaken(.failure(.connectionLost))
        case .resetTaken: return taken(.failure(.connectionLost))
        case .silenceUntaken: return untaken(.silence)
        case .silenceTaken: return taken(.silence)
        case .cutHeader: return taken(.cutHeader)
        case .badGatewayUntaken: return untaken(.page(502))
        case .badGatewayTaken: return taken(.page(502))
        case .unavailableUntaken: return untaken(.page(503))
        case .unavailableTaken: return taken(.page(503))
        case .errorUntaken: return untaken(.page(500))
        case .errorTaken: return taken(.envelope(500, "CREATE_TASK_FAILED"))
        case .html: return taken(.page(200))
        case .cutJSON: return taken(.json(#"{"task_id":"t-"#))
        case .withoutID: return taken(.json(#"{"task":{}}"#))
        case .requestTimeout: return untaken(.page(408))
        case .redirect: return nothing(.redirect(to: "https://elsewhere.example/"))
        case .busy:
            post.retryAfter = .seconds(world.random.number(in: 1...120))
            return nothing(
                .envelope(503, "SERVICE_NOT_AVAILABLE", header: "Retry-After: \(post.retryAfter.seconds)\r\n"))
        case .errorEnvelope: return nothing(.envelope(503, "SERVICE_NOT_AVAILABLE"))
        case .tooMany:
            post.retryAfter = .seconds(world.random.number(in: 1...120))
            return nothing(
                .envelope(429, "RATE_LIMIT_EXCEEDED", header: "Retry-After: \(post.retryAfter.seconds)\r\n"))
        case .refusedContent:
            post.isRefusedForGood = true
            return nothing(.envelope(400, "ILLEGAL_PROMPT"))
        default:
            let job = take(request, samples: samples, at: post.host)
            post.outcome = .accepted(job.remoteID)
            let delay: Duration = fault == .slow ? .seconds(world.random.number(in: 5...300)) : .milliseconds(120)
            return .json(#"{"task_id":"\#(job.remoteID)"}"#).after(delay)
        }
    }

    /// The number that follows `mark` in `text`.
    private static func number(after mark: String, in text: String) -> Int? {
        let (text, mark) = (Array(text.utf8), Array(mark.utf8))
        guard text.count > mark.count else { return nil }
        for start in 0..<(text.count - mark.count)
        where text[start] == mark[0] && text[start..<(start + mark.count)].elementsEqual(mark) {
            var number = 0
            var index = start + mark.count
            guard (0x30...0x39).contains(text[index]) else { continue }
            while index < text.count, (0x30...0x39).contains(text[index]) {
                number = number * 10 + Int(text[index] - 0x30)
                index += 1
            }
            return number
        }
        return nil
    }
}

extension Duration {
    var seconds: Int64 { components.seconds }
}
