// SPDX-License-Identifier: Apache-2.0
import Foundation
import VideoGenerationKit

/// Uploads each video in parts to a store that takes them by HTTP PUT: `BASE/KEY.mp4?part=N`, then `BASE/KEY.mp4?parts=COUNT`
/// puts them together. Stores differ in how they name that; `url` is the place to change it.
struct PartsSink: DeliverySink {
    let name = "object-storage"
    /// Where objects live, such as a bucket.
    let base: WebURL
    /// How large a part is, in bytes: as much as is in memory at a time.
    var partSize = 8 << 20
    let transport: any HTTPTransport
    /// Loopback only for a store that lives there.
    var reach: HTTPExchange.Reach { base.isLoopback ? .loopbackToo : .publicAddresses }

    func keep(_ video: CheckedVideo) async throws -> String {
        let file = try FileHandle(forReadingFrom: URL(filePath: video.path))
        defer { try? file.close() }
        var count = 0
        // The same key and numbers each time: what an earlier try left is replaced.
        while let part = try file.read(upToCount: partSize), !part.isEmpty {
            count += 1
            try await put(Array(part), to: url(video, "part=\(count)"))
        }
        try await put([], to: url(video, "parts=\(count)"))
        return try url(video).description
    }

    private func url(_ video: CheckedVideo, _ query: String? = nil) throws -> WebURL {
        // A query of the base's own may be a signature, which must not become a part of what is recorded.
        let path = "/\(video.key).mp4" + (query.map { "?\($0)" } ?? "")
        guard !base.pathAndQuery.contains("?"), let url = base.appending(path: path) else {
            throw VideoGenerationError(.configuration, "\(base) has no such object.")
        }
        return url
    }

    private func put(_ bytes: [UInt8], to url: WebURL) async throws {
        let exchange = HTTPExchange(
            HTTPCall(.put, url).request, body: HTTPBody([.bytes(bytes)]), purpose: .call, reach: reach,
            limits: .init(total: .seconds(600), stall: .seconds(60)))
        switch await transport.send(exchange) {
        case .reply(let reply) where reply.isSuccess: return
        case .reply(let reply):
            throw VideoGenerationError(
                .outputUnwritable, "The store answered \(reply.status).",
                isRetryable: reply.status >= 500 || [408, 429].contains(reply.status))
        case .failure(let failure): throw failure
        }
    }
}
