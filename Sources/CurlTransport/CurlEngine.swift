// SPDX-License-Identifier: Apache-2.0
import CVideoGenCurl
import VideoGenerationCore

/// The multi handle and everything in flight. It is made, used and closed on the loop's thread.
@safe final class CurlEngine {
    private static let isReady = videogen_global_init() == CURLE_OK

    private let multi: UnsafeMutableRawPointer
    private let handles: HandlePool
    private var transfers: [ExchangeID: Transfer] = [:]
    private var timers = DeadlineHeap<UInt64>()
    private var timerHandlers: [UInt64: @Sendable () -> Void] = [:]
    private var stallChecks = DeadlineHeap<ExchangeID>()
    /// When an exchange is over at the latest. libcurl's own clock for that stands still while an exchange waits for a
    /// connection; where it runs, it is a little earlier and knows more.
    private var ends = DeadlineHeap<ExchangeID>()
    private var lanes: [UInt64: LaneTraffic] = [:]
    private var rooms: [String: LaneRoom] = [:]
    /// When the first of the lanes is looked at, or earlier.
    private var laneCheck = MonotonicTime.distant
    private let connectionsPerHost: Int

    /// Nil when libcurl cannot be set up.
    init?(_ configuration: CurlTransport.Configuration) {
        guard Self.isReady, let multi = unsafe curl_multi_init() else { return nil }
        unsafe self.multi = multi
        self.handles = HandlePool(configuration)
        connectionsPerHost = max(1, configuration.connectionsPerHost)
        guard unsafe videogen_multi_limits(multi, connectionsPerHost, max(1, configuration.keptConnections)) == CURLM_OK
        else {
            unsafe _ = curl_multi_cleanup(multi)
            return nil
        }
    }

    /// Wakes ``sleep(_:)`` from another thread.
    var bell: LoopBell { unsafe LoopBell(multi: multi) }

    /// Does what was asked.
    func carryOut(_ command: LoopInbox.Command, now: MonotonicTime) {
        switch command {
        case .start(let start): begin(start, now)
        case .cancel(let id): cancel(id)
        case .setTimer(let timer, let time, let handler):
            timerHandlers[timer] = handler
            timers.set(timer, to: time)
        case .removeTimer(let timer):
            timers.set(timer, to: nil)
            timerHandlers[timer] = nil
        case .wakeLane(let spec):
            let lane = lane(spec)
            spec.answer()
            lane.room.add(lane)
            fill(lane.room, now)
        case .closeLane(let number):
            guard let lane = lanes[number] else { return }
            lane.isClosed = true
            fill(lane.room, now)
            retireIfOver(lane)
        }
    }

    /// Lets libcurl work, and reports what is over or due.
    func turn(now: MonotonicTime) {
        var running: Int32 = 0
        unsafe _ = curl_multi_perform(multi, &running)
        var code = CURLE_OK
        while let finished = unsafe videogen_multi_finished(multi, &code) {
            guard let transfer = unsafe Transfer.at(videogen_easy_context(finished)) else { continue }
            switch transfer.client {
            case .caller: end(transfer, transfer.outcome(code))
            case .lane(let lane, let call):
                land(transfer, lane)
                lane.judge(transfer, call, code, now)
                fill(lane.room, now)
                retireIfOver(lane)
            }
        }
        while let id = stallChecks.popDue(now) { checkStall(id, now) }
        while let id = ends.popDue(now) {
            if let transfer = transfers[id] { end(transfer, .failure(transfer.failure(.timedOut, "the time is over"))) }
        }
        if laneCheck <= now { checkLanes(now) }
        while let timer = timers.popDue(now) { timerHandlers[timer]?() }
    }

    /// Waits for a connection, the bell or the next deadline.
    ///
    /// Never longer than ten seconds: the wait's own clock stands still while the machine sleeps, deadlines do not.
    func sleep(now: MonotonicTime) {
        var milliseconds: Int32 = 10_000
        let earliest = min(
            timers.earliest ?? .distant, stallChecks.earliest ?? .distant, ends.earliest ?? .distant, laneCheck)
        if earliest <= now {
            milliseconds = 0
        } else if earliest != .distant {
            milliseconds = min(milliseconds, Int32(clamping: EasyHandle.milliseconds(earliest - now)))
        }
        unsafe _ = curl_multi_poll(multi, nil, 0, milliseconds, nil)
    }

    /// Ends everything in flight, and frees all handles before the multi handle.
    func close(now: MonotonicTime) {
        for transfer in transfers.values.sorted(by: { $0.id.rawValue < $1.id.rawValue }) {
            end(transfer, .failure(transfer.failure(.cancelled, "the transport was shut down")))
        }
        for lane in lanes.values.sorted(by: { $0.spec.number < $1.spec.number }) {
            for (transfer, call) in lane.flights {
                land(transfer, lane)
                lane.source.ended(call, with: .failure(transfer.failure(.cancelled, "the transport was shut down")))
            }
            if !lane.isClosed {
                lane.spec.endAll(with: .notStarted(.cancelled, nil, "the transport was shut down"), at: now)
            }
            lane.retire()
        }
        for room in rooms.values { room.close() }
        (lanes, rooms) = ([:], [:])
        handles.removeAll()
        unsafe _ = curl_multi_cleanup(multi)
    }

    private func begin(_ start: LoopInbox.Start, _ now: MonotonicTime) {
        do throws(ExchangeFailure) {
            let transfer = try Transfer(
                start.id, start.exchange, for: .caller(start.completion), now: now, handles: handles)
            guard unsafe curl_multi_add_handle(multi, transfer.easy.raw) == CURLM_OK else {
                throw .notStarted(.other, transfer.destination.host, "libcurl did not take the exchange")
            }
            transfers[start.id] = transfer
            if let total = start.exchange.limits.total { ends.set(start.id, to: now + total + .milliseconds(250)) }
            if let stall = start.exchange.limits.stall { stallChecks.set(start.id, to: now + stall / 4) }
        } catch {
            start.completion(.failure(error))
        }
    }

    private func cancel(_ id: ExchangeID) {
        guard let transfer = transfers[id] else { return }
        end(transfer, .failure(transfer.failure(.cancelled, "the exchange was cancelled")))
    }

    private func checkStall(_ id: ExchangeID, _ now: MonotonicTime) {
        guard let transfer = transfers[id], let stall = transfer.exchange.limits.stall else { return }
        if now - transfer.lastMovement(now: now) >= stall {
            end(transfer, .failure(transfer.failure(.timedOut, "no byte moved for \(stall)")))
        } else {
            stallChecks.set(id, to: now + max(stall / 4, .milliseconds(1)))
        }
    }

    private func end(_ transfer: Transfer, _ outcome: HTTPOutcome) {
        unsafe _ = curl_multi_remove_handle(multi, transfer.easy.raw)
        transfers[transfer.id] = nil
        stallChecks.set(transfer.id, to: nil)
        ends.set(transfer.id, to: nil)
        handles.giveBack(transfer.easy)
        if case .caller(let completion) = transfer.client { completion(outcome) }
    }

    // MARK: Lanes

    private func lane(_ spec: CurlLane.Spec) -> LaneTraffic {
        if let lane = lanes[spec.number] { return lane }
        // Half of the connections to a host are for lanes.
        let room = rooms[spec.origin] ?? LaneRoom(width: max(1, connectionsPerHost / 2))
        rooms[spec.origin] = room
        room.laneCount += 1
        let lane = LaneTraffic(spec, handles, in: room)
        lanes[spec.number] = lane
        return lane
    }

    /// Starts as many calls as there is room for.
    private func fill(_ room: LaneRoom, _ now: MonotonicTime) {
        while let (lane, transfer) = room.nextFlight(now) {
            laneCheck = min(laneCheck, lane.nextCheck)
            if unsafe curl_multi_add_handle(multi, transfer.easy.raw) != CURLM_OK {
                lane.fail(transfer, "libcurl did not take the exchange")
            }
        }
    }

    private func retireIfOver(_ lane: LaneTraffic) {
        guard lane.isOver, lanes.removeValue(forKey: lane.spec.number) != nil else { return }
        lane.retire()
        lane.room.laneCount -= 1
        if lane.room.laneCount == 0 { rooms[lane.spec.origin] = nil }
    }

    private func land(_ transfer: Transfer, _ lane: LaneTraffic) {
        unsafe _ = curl_multi_remove_handle(multi, transfer.easy.raw)
        lane.landed(transfer)
    }

    private func checkLanes(_ now: MonotonicTime) {
        laneCheck = .distant
        for lane in lanes.values {
            if lane.nextCheck <= now { check(lane, now) }
            laneCheck = min(laneCheck, lane.nextCheck)
        }
    }

    /// Ends what takes too long.
    private func check(_ lane: LaneTraffic, _ now: MonotonicTime) {
        for (transfer, call) in lane.flights {
            guard let text = lane.complaint(about: transfer, now) else { continue }
            land(transfer, lane)
            lane.source.ended(call, with: .failure(transfer.failure(.timedOut, text)))
        }
        lane.arrangeCheck(now)
        fill(lane.room, now)
        retireIfOver(lane)
    }
}
