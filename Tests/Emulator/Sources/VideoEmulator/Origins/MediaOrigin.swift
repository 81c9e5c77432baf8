// SPDX-License-Identifier: Apache-2.0

/// The origin that serves the clips, by signed addresses only.
struct MediaOrigin: Responder {
    let services: Services

    func respond(to head: RequestHead, on connection: Connection) async throws {
        connection.ticket = services.requests.open(
            RequestLog.Entry(origin: "media", head: head, canaries: services.keys.canaries)
        )
        _ = try await connection.readBody(limit: 0)
        let wantsBody = head.method != "HEAD"
        guard head.method == "GET" || !wantsBody else {
            return try await connection.send(.storeError(405, "MethodNotAllowed", "only GET and HEAD are served"))
        }
        switch services.signer.check(head) {
        case .forged:
            let reply = Reply.storeError(403, "SignatureDoesNotMatch", "the signature does not fit the request")
            return try await connection.send(reply, includingBody: wantsBody)
        case .expired:
            return try await connection.send(.storeExpired, includingBody: wantsBody)
        case .good:
            break
        }
        guard let file = file(at: head.path) else {
            return try await connection.send(.storeMissing, includingBody: wantsBody)
        }
        try await FileExchange(
            services: services, connection: connection, head: head, missing: .storeMissing, expired: .storeExpired
        ).run(file)
    }

    private func file(at path: String) -> RenderedFile? {
        let parts = path.split(separator: "/")
        guard parts.count == 3, parts[0] == "media", parts[2].hasSuffix(".mp4"),
            let sample = Int(parts[2].dropLast(4))
        else { return nil }
        return services.tasks.file(String(parts[1]), sample: sample)
    }
}

extension Reply {
    /// The small XML body with which object stores refuse.
    static func storeError(_ status: Int, _ code: String, _ message: String) -> Reply {
        let body = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Error><Code>\(code)</Code><Message>\(message)</Message></Error>
            """
        return Reply(status: status, contentType: "application/xml", body: body)
    }

    /// The refusal of an address that has run out.
    static let storeExpired = storeError(403, "AccessDenied", "the address has expired")

    /// The refusal of a file that is not there.
    static let storeMissing = storeError(404, "NoSuchKey", "there is no such file")
}
