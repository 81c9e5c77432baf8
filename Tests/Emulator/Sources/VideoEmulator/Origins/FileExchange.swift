// SPDX-License-Identifier: Apache-2.0

/// One download of a clip that is there: all of it, a part, or an accident.
struct FileExchange {
    let services: Services
    let connection: Connection
    let head: RequestHead
    /// What a fault answers in place of the clip.
    let missing: Reply
    let expired: Reply

    func run(_ file: RenderedFile) async throws {
        let wantsBody = head.method != "HEAD"
        guard let transfer = MediaTransfer(file: file, head: head) else {
            var reply = Reply.storeError(416, "InvalidRange", "the range lies outside the file")
            reply.headers.append(("content-range", "bytes */\(file.size)"))
            return try await connection.send(reply, includingBody: wantsBody)
        }
        guard wantsBody else { return try await connection.sendHead(transfer.head(isLast: !head.wantsKeepAlive)) }
        if let fault = services.faults.takeMedia() {
            let accident = MediaAccident(
                kind: fault.kind, details: fault.details, connection: connection, missing: missing, expired: expired)
            return try await accident.run(transfer)
        }
        try await connection.sendHead(transfer.head(isLast: !head.wantsKeepAlive))
        try await connection.sendFile(transfer.file.path, transfer.range)
    }
}
