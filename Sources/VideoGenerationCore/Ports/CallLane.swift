// SPDX-License-Identifier: Apache-2.0

/// What has calls to make that differ in their target only, such as questions about tasks. The tracker is one; a loop's
/// ``CallLane`` takes the calls out of it as soon as there is room for them.
///
/// It does not hold its lane, which holds it.
///
/// Everything here is called on the loop, never from within a callback of an HTTP library, and perhaps before
/// ``CallLane/wake()`` returns. Each number that ``nextCall(_:at:)`` gives ends once: ``absorb(_:of:at:)`` says yes, or
/// ``ended(_:with:)`` is called. Nothing needs to be allocated for a call whose reply is old news.
public protocol CallSource: AnyObject, Sendable {
    /// The number of the next call, whose target (path and query, in canonical form) is appended to `target`, which is empty; nil
    /// if there is none for now. A loop that has stopped takes the calls that there are, and each fails.
    func nextCall(_ target: inout [UInt8], at now: MonotonicTime) -> UInt64?

    /// Takes a reply with status 200 and this body in if it says nothing new: then the call is over, and true is returned.
    /// Called at most once for a call; the bytes are valid until it returns.
    func absorb(_ body: UnsafeRawBufferPointer, of call: UInt64, at now: MonotonicTime) -> Bool

    /// What came of a call; not told of what was absorbed.
    func ended(_ call: UInt64, with outcome: HTTPOutcome)
}

/// A loop's side of a ``CallSource``: after ``wake()`` it takes calls until there is none, so many at once as the loop has
/// room for; the others wait with the source until there is room.
///
/// Calls in flight when it is dropped come to their end; no further one is taken.
public protocol CallLane: AnyObject, Sendable {
    /// There may be a next call. Called on the loop; twice before the lane has looked is the same as once.
    func wake()
}

extension LoopTransport {
    /// A lane that starts each call as an exchange of its own, as soon as there is one.
    public func makeLane(like template: HTTPExchange, from source: any CallSource) -> any CallLane {
        PlainLane(self, template, source)
    }
}

/// A lane for loops that have no quicker way.
private final class PlainLane: CallLane {
    private let loop: any LoopTransport
    private let template: HTTPExchange
    private let source: any CallSource

    init(_ loop: any LoopTransport, _ template: HTTPExchange, _ source: any CallSource) {
        self.loop = loop
        self.template = template
        self.source = source
    }

    func wake() {
        var target: [UInt8] = []
        while let call = source.nextCall(&target, at: loop.now) {
            var exchange = template
            exchange.request.path = String(decoding: target, as: UTF8.self)
            target.removeAll(keepingCapacity: true)
            _ = loop.start(exchange) { [loop, source] in Self.end(call, $0, source, at: loop.now) }
        }
    }

    private static func end(_ call: UInt64, _ outcome: HTTPOutcome, _ source: any CallSource, at now: MonotonicTime) {
        if case .reply(let reply) = outcome, reply.status == 200,
            unsafe reply.body.withUnsafeBytes({ unsafe source.absorb($0, of: call, at: now) })
        {
            return
        }
        source.ended(call, with: outcome)
    }
}
