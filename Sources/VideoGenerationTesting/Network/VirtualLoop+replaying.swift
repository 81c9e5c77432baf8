// SPDX-License-Identifier: Apache-2.0
import Synchronization
import VideoGenerationCore

extension VirtualLoop {
    /// A loop whose network is a recording: each call gets the next answer that was recorded for its method, URL and body;
    /// the last one for as often as it is asked again. A call of which nothing is recorded fails as `other`, with a message
    /// that says so.
    public convenience init(replaying recording: Recording) {
        let player = Player(recording)
        self.init { player.reply(to: $0) }
    }
}

/// Hands out what was recorded.
private final class Player: Sendable {
    private let exchanges: [Recording.Exchange]
    private let used = Mutex<Set<Int>>([])

    init(_ recording: Recording) {
        exchanges = recording.exchanges
    }

    func reply(to exchange: HTTPExchange) -> VirtualReply {
        guard let call = try? Recording.Exchange(exchange) else {
            return .failure(.bodyUnreadable, phase: .preparing, provesNothingSent: true)
        }
        let candidates = exchanges.indices.filter { index in
            (exchanges[index].method, exchanges[index].url, exchanges[index].body) == (call.method, call.url, call.body)
        }
        let next = used.withLock { used in
            let next = candidates.first { !used.contains($0) } ?? candidates.last
            if let next { used.insert(next) }
            return next
        }
        if let reply = next.flatMap({ exchanges[$0].reply }) { return reply }
        let isOtherBody = exchanges.contains { ($0.method, $0.url) == (call.method, call.url) }
        let what = isOtherBody ? "with this body" : "like it"
        return VirtualReply(
            .failure(
                ExchangeFailure(
                    .other, phase: .preparing, provesNothingSent: true,
                    message: "\(call.method) \(call.url): the recording has no call \(what). Record it anew.")))
    }
}
