// SPDX-License-Identifier: Apache-2.0
import CVideoGenCurl
import VideoGenerationCore

/// The loop's side of a lane: transfers that are set up once and fly again and again.
final class LaneTraffic {
    let spec: CurlLane.Spec
    let source: any CallSource
    /// What it shares with other lanes.
    let room: LaneRoom
    /// Whether its owner has dropped it: what flies lands, and nothing starts.
    var isClosed = false
    /// Whether its room will ask it for a call.
    var isWaiting = false
    /// When what flies is looked at.
    private(set) var nextCheck = MonotonicTime.distant

    private let handles: HandlePool
    private static let streams = 100
    private var transfers = Transfers()
    private var target: [UInt8] = []
    private var checkInterval: Duration {
        let limits = spec.template.limits
        return max(min(limits.total ?? .seconds(60), limits.stall ?? .seconds(60)) / 4, .milliseconds(1))
    }

    init(_ spec: CurlLane.Spec, _ handles: HandlePool, in room: LaneRoom) {
        self.spec = spec
        self.handles = handles
        self.room = room
        source = spec.source
    }

    /// Whether nothing will come of it any more.
    var isOver: Bool { isClosed && transfers.flying.isEmpty }

    /// Lets go of the transfers, which know the lane that they are for. Nothing flies any more: a handle must have left the
    /// multi handle before it is freed.
    func retire() {
        precondition(transfers.flying.isEmpty)
        isClosed = true
        transfers.idle = []
    }

    /// What flies, and for which calls.
    var flights: [(Transfer, UInt64)] {
        transfers.flying.compactMap { transfer in
            if case .lane(_, let call) = transfer.client { (transfer, call) } else { nil }
        }
    }

    /// The next call's transfer, ready to start; nil if there is no call. Calls that cannot be made end here.
    func nextFlight(_ now: MonotonicTime) -> Transfer? {
        while !isClosed {
            target.removeAll(keepingCapacity: true)
            guard let call = source.nextCall(&target, at: now) else { return nil }
            do throws(ExchangeFailure) {
                let transfer = try takeTransfer(for: call, now)
                do throws(Refusal) {
                    guard ExchangeDestination.isTarget(target) else {
                        throw Refusal(text: "the call has no target in canonical form")
                    }
                    target.append(0)
                    try transfer.begin(call, of: self, at: target, now: now)
                } catch {
                    transfers.idle.append(transfer)
                    throw .notStarted(.forbidden, transfer.destination.host, error.text)
                }
                if transfers.take(off: transfer) { arrangeCheck(now) }
                return transfer
            } catch {
                source.ended(call, with: .failure(error))
            }
        }
        return nil
    }

    private func takeTransfer(for call: UInt64, _ now: MonotonicTime) throws(ExchangeFailure) -> Transfer {
        if let transfer = transfers.idle.popLast() { return transfer }
        return try Transfer(
            ExchangeID(rawValue: spec.number), spec.template, for: .lane(self, call), now: now, handles: handles)
    }

    /// Takes a transfer back, which has left the multi handle.
    func landed(_ transfer: Transfer) {
        guard let isLast = transfers.land(transfer) else { return }
        room.landed(self)
        if isLast { nextCheck = .distant }
    }

    /// Lets the source look at what came of a call, as long as the transfer holds it.
    func judge(_ transfer: Transfer, _ call: UInt64, _ code: CURLcode, _ now: MonotonicTime) {
        // Over HTTP/2 they share a connection; libcurl holds back what exceeds the server's limit.
        if code == CURLE_OK {
            room.width = transfer.destination.isSecure && transfer.easy.usedHTTP2 ? Self.streams : room.narrow
        }
        if code == CURLE_OK, transfer.isPlainSuccess,
            unsafe transfer.collector.body.withUnsafeBytes({ unsafe source.absorb($0, of: call, at: now) })
        {
            return
        }
        source.ended(call, with: transfer.outcome(code))
    }

    /// Ends a call whose transfer could not be started.
    func fail(_ transfer: Transfer, _ text: String) {
        guard case .lane(_, let call) = transfer.client else { return }
        landed(transfer)
        source.ended(call, with: .failure(.notStarted(.other, transfer.destination.host, text)))
    }

    /// Why a transfer must end now, if it must.
    func complaint(about transfer: Transfer, _ now: MonotonicTime) -> String? {
        let limits = spec.template.limits
        if let total = limits.total, now - transfer.begun >= total + .milliseconds(250) { return "the time is over" }
        if let stall = limits.stall, now - transfer.lastMovement(now: now) >= stall {
            return "no byte moved for \(stall)"
        }
        return nil
    }

    func arrangeCheck(_ now: MonotonicTime) {
        nextCheck = transfers.flying.isEmpty ? .distant : now + checkInterval
    }

    /// What flies, and what could. As one value, because each access to a property of an object is checked.
    private struct Transfers {
        var idle: [Transfer] = []
        var flying: [Transfer] = []

        /// True if it is the only one that flies.
        mutating func take(off transfer: Transfer) -> Bool {
            flying.append(transfer)
            return flying.count == 1
        }

        /// Whether it was the last one that flew; nil if it did not fly.
        mutating func land(_ transfer: Transfer) -> Bool? {
            guard let index = flying.firstIndex(where: { $0 === transfer }) else { return nil }
            flying.swapAt(index, flying.count - 1)
            flying.removeLast()
            idle.append(transfer)
            return flying.isEmpty
        }
    }
}

extension MonotonicTime {
    /// A moment that never comes.
    static let distant = MonotonicTime(nanoseconds: .max)
}
