// SPDX-License-Identifier: Apache-2.0
import Foundation
import VideoGenerationCore

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

// What URLSession tells, on the loop.

extension SessionEngine {
    private func inFlight(_ name: TaskName) -> InFlight? { names[name].flatMap { exchanges[$0] } }

    /// Takes a reply's header; false ends the exchange.
    func receive(_ header: ReplyHeader?, of name: TaskName) -> Bool {
        guard let inFlight = inFlight(name) else { return false }
        moved(inFlight)
        guard let header else { return stop(inFlight, .notHTTP, "the reply is not HTTP") }
        // On Linux, informational replies come here as well.
        guard header.pass(to: &inFlight.collector) else { return stop(inFlight) }
        if header.isDecoded, inFlight.exchange.purpose == .download {
            return stop(inFlight, .notHTTP, "the result came in an encoding that was not asked for")
        }
        return true
    }

    /// Takes bytes of a reply's body.
    func receive(_ data: Data, of name: TaskName) {
        guard let inFlight = inFlight(name) else { return }
        moved(inFlight)
        for part in data.regions {
            let isTaken = unsafe part.withUnsafeBytes { unsafe inFlight.collector.takeBody($0) }
            if !isTaken {
                _ = stop(inFlight)
                return
            }
        }
    }

    /// Notes how much of a body was sent.
    func noteSent(_ count: Int64, of name: TaskName) {
        guard let inFlight = inFlight(name) else { return }
        moved(inFlight, bodyBytesSent: count)
    }

    /// Notes what a task's metrics say.
    func noteMetrics(hasRequestBegun: Bool, of name: TaskName) {
        inFlight(name)?.hasRequestBegun = hasRequestBegun
    }

    /// Ends an exchange as URLSession ended its task.
    func complete(_ name: TaskName, _ header: ReplyHeader?, _ error: (any Error)?) {
        guard let inFlight = inFlight(name) else { return }
        inFlight.hasEnded = true
        if let error { return end(inFlight, inFlight.outcome(error)) }
        // On Linux, a redirect that leads nowhere is told by nothing else.
        if let header, !inFlight.collector.isHeaderWhole { _ = header.pass(to: &inFlight.collector) }
        end(inFlight, inFlight.reply)
    }

    private func moved(_ inFlight: InFlight, bodyBytesSent: Int64 = 0) {
        inFlight.noteMovement(now, bodyBytesSent: bodyBytesSent)
        setAlarm(.connection(inFlight.id), to: nil)
    }

    private func stop(_ inFlight: InFlight) -> Bool {
        end(inFlight, inFlight.stopped)
        return false
    }

    private func stop(_ inFlight: InFlight, _ kind: ExchangeFailure.Kind, _ text: String) -> Bool {
        end(inFlight, .failure(inFlight.failure(kind, text)))
        return false
    }
}
