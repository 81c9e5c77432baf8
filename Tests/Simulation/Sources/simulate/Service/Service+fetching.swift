// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import VideoGenerationCore
import VideoGenerationTesting

extension Service {
    /// Somebody fetches a file: `/t-3/0.mp4?expires=NANOSECONDS`.
    func fetched(_ exchange: HTTPExchange, _ path: String, by process: Process) -> VirtualReply {
        let parts = path.split { "/.?=".contains($0) }
        guard parts.count == 5, let job = job(String(parts[0])), let index = Int(parts[1]), job.made.contains(index),
            let expiry = Int64(parts[4])
        else {
            world.violated("Process \(process.number) fetched \(path), which no service has named.")
            return .page(404)
        }
        let crash = process.crash(at: .download)
        if crash == .before { return .failure(.cancelled) }
        world.note("fetch", process.number, job.request, index, say: "\(job.remoteID) sample \(index)")
        let whole = SmallVideo.bytes(of: job.remoteID, index)
        var reply: VirtualReply?
        if crash == nil, let fault = world.draw(.download) {
            // A part of what is gone would be news.
            let isThere = job.fate.result != .gone && world.now.nanoseconds <= expiry
            reply =
                isThere || ![.slow, .cutFile, .shortFile, .otherPart].contains(fault)
                ? self.reply(fault, exchange, path, whole) : nil
            if reply != nil { world.hit(.download, fault) }
            if fault == .expired { job.refusals += 1 }
        }
        if crash == .after { process.die() }
        if let reply { return reply }
        if job.fate.result == .gone {
            if !world.isCalm { world.hit(.download, .resultGone) }
            return .page(410)
        }
        guard world.now.nanoseconds <= expiry else {
            if !world.isCalm { world.hit(.download, .expired) }
            job.refusals += 1
            return .page(403)
        }
        return honest(exchange, whole)
    }

    private func honest(_ exchange: HTTPExchange, _ whole: [UInt8]) -> VirtualReply {
        let fields = exchange.request.headerFields
        // "bytes=100-"
        if let range = fields[.range], fields[.ifRange] == "\"v1\"",
            let start = Int(range.dropFirst(6).dropLast()), start < whole.count
        {
            return .bytes(
                Array(whole[start...]), status: 206,
                header: "ETag: \"v1\"\r\nContent-Range: bytes \(start)-\(whole.count - 1)/\(whole.count)\r\n")
        }
        return .bytes(whole, header: "ETag: \"v1\"\r\nContent-Length: \(whole.count)\r\n")
    }

    private func reply(_ fault: Fault, _ exchange: HTTPExchange, _ path: String, _ whole: [UInt8]) -> VirtualReply? {
        let fields = exchange.request.headerFields
        let head = HTTPReply(
            status: 200, rawHeader: Array("ETag: \"v1\"\r\nContent-Length: \(whole.count)\r\n".utf8))
        switch fault {
        case .refused: return .refused
        case .resetTaken: return .failure(.connectionLost)
        case .silenceTaken: return .failure(.timedOut).after(.seconds(60))
        case .slow: return honest(exchange, whole).after(.seconds(world.random.number(in: 1...90)))
        case .unavailableUntaken: return .page(503)
        case .errorUntaken: return .page(500)
        case .busy: return .page(503).with(header: "Retry-After: \(world.random.number(in: 1...60))\r\n")
        case .redirect: return .redirect(to: "https://mirror.example\(path)")
        // Each further one is drawn anew, so most circles end.
        case .redirectLoop: return .redirect(to: path)
        case .expired: return .page(403)
        case .errorPage: return .page(200)
        case .cutFile: return .cut(head, after: Array(whole.prefix(world.random.number(in: 1...(whole.count - 1)))))
        // Without a length, a file that was cut looks whole.
        case .shortFile: return .bytes(Array(whole.prefix(world.random.number(in: 1...(whole.count - 1)))))
        case .otherPart:
            guard fields[.range] != nil else { return nil }
            return .bytes(
                Array(whole.prefix(10)), status: 206,
                header: "ETag: \"v1\"\r\nContent-Range: bytes 0-9/\(whole.count)\r\n")
        default: return nil
        }
    }
}

extension VirtualReply {
    fileprivate func with(header: String) -> VirtualReply {
        guard case .reply(var reply) = outcome else { return self }
        reply.rawHeader = Array(header.utf8)
        return VirtualReply(.reply(reply), after: delay)
    }
}
