// SPDX-License-Identifier: Apache-2.0

/// One download of a sample from the API origin, for who has a key.
struct ContentExchange {
    let wire: any Wire
    let services: Services
    let connection: Connection
    let head: RequestHead

    func run(taskID: String, sample: Int) async throws {
        _ = try await connection.readBody(limit: 0)
        let wantsBody = head.method != "HEAD"
        guard let report = services.report(taskID, on: wire, asked: head) else {
            return try await connection.send(
                wire.reply(to: .refused(.taskNotFound), head: head), includingBody: wantsBody)
        }
        let missing = wire.reply(
            to: .refused(Refusal(cause: .contentNotFound, message: "there is no such video")),
            head: head
        )
        guard (0..<report.videos).contains(sample), let file = services.tasks.file(taskID, sample: sample) else {
            return try await connection.send(missing, includingBody: wantsBody)
        }
        try await FileExchange(
            services: services, connection: connection, head: head, missing: missing, expired: missing
        ).run(file)
    }
}
