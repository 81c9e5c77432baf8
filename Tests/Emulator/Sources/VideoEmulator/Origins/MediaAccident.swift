// SPDX-License-Identifier: Apache-2.0

/// A download that goes wrong on purpose.
struct MediaAccident {
    let kind: MediaFault
    let details: FaultDetails
    let connection: Connection
    let missing: Reply
    let expired: Reply

    func run(_ transfer: MediaTransfer) async throws {
        switch kind {
        case .truncate:
            try await connection.sendHead(transfer.head(isLast: true))
            try await sendStart(of: transfer)
            await connection.close()
        case .truncateSilent:
            try await connection.sendHead(transfer.head(claiming: nil, isLast: true))
            try await sendStart(of: transfer)
            await connection.close()
        case .reset:
            try await reset(transfer)
        case .wrongLength:
            let claimed = max(0, transfer.range.count + (details.bytes ?? 1000))
            try await connection.sendHead(transfer.head(claiming: claimed, isLast: true))
            try await connection.sendFile(transfer.file.path, transfer.range)
            await connection.close()
        case .ignoreRange:
            let whole = MediaTransfer(whole: transfer.file)
            try await connection.sendHead(whole.head(isLast: false))
            try await connection.sendFile(whole.file.path, whole.range)
        case .stall:
            try await connection.sendHead(transfer.head(isLast: true))
            try await sendStart(of: transfer)
            try await connection.hold()
        case .slowDrip:
            try await connection.sendHead(transfer.head(isLast: false))
            let size = max(1, details.bytes ?? 1024)
            let pause = details.pause(default: 0.05)
            try await connection.sendFile(transfer.file.path, transfer.range, piece: size, pause: pause)
        case .endless:
            try await connection.sendForever(type: "video/mp4", start: [], filler: 0)
        case .expired, .errorPage, .redirect, .notFound, .mp4TypeHTML:
            try await connection.send(otherReply)
        }
    }

    /// How much is sent before the accident: half, unless the fault says otherwise.
    private func sendStart(of transfer: MediaTransfer) async throws {
        let count = min(max(0, details.bytes ?? transfer.range.count / 2), transfer.range.count)
        let start = transfer.range.lowerBound
        try await connection.sendFile(transfer.file.path, start..<(start + count))
    }

    private func reset(_ transfer: MediaTransfer) async throws {
        if details.bytes != nil {
            try await connection.sendHead(transfer.head(isLast: true))
            try await sendStart(of: transfer)
        }
        await connection.reset()
    }

    private var otherReply: Reply {
        switch kind {
        case .expired:
            return expired
        case .errorPage:
            return details.pageReply()
        case .redirect:
            var reply = details.pageReply(defaultStatus: 302)
            reply.headers.append(("location", details.location ?? "/"))
            return reply
        case .mp4TypeHTML:
            return details.pageReply(contentType: "video/mp4")
        default:
            return missing
        }
    }
}
