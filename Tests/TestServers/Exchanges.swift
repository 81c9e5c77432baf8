// SPDX-License-Identifier: Apache-2.0
package import HTTPTypes
package import VideoGenerationCore

extension HTTPExchange {
    /// A small exchange with a loopback server.
    package static func test(
        _ url: String, _ method: HTTPRequest.Method = .get, purpose: Purpose = .call, reach: Reach = .loopbackToo,
        fields: HTTPFields = [:], body: HTTPBody = .empty, limits: Limits = .init(), sink: (any ByteSink)? = nil
    ) -> HTTPExchange {
        let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        let request = HTTPRequest(
            method: method, scheme: String(parts[0].dropLast()), authority: String(parts[2]),
            path: "/" + (parts.count > 3 ? String(parts[3]) : ""), headerFields: fields)
        return HTTPExchange(request, body: body, purpose: purpose, reach: reach, limits: limits, sink: sink)
    }

    /// A paid submission.
    package static func submission(_ url: String, _ json: String = #"{"prompt":"a cat"}"#, limits: Limits = .init())
        -> HTTPExchange
    {
        .test(url, .post, purpose: .submit, body: HTTPBody([.bytes(Array(json.utf8))]), limits: limits)
    }
}

extension HTTPOutcome {
    package var reply: HTTPReply? {
        if case .reply(let reply) = self { reply } else { nil }
    }

    package var failure: ExchangeFailure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}

extension HTTPReply {
    package var text: String { String(decoding: body, as: UTF8.self) }
}
