// SPDX-License-Identifier: Apache-2.0
import Synchronization
import VideoGenerationCore

/// A lane as its owner holds it: it wakes the loop's side, and closes it when it is dropped.
final class CurlLane: CallLane {
    private let loop: CurlLoop
    private let spec: Spec

    init(_ loop: CurlLoop, _ template: HTTPExchange, _ source: any CallSource) {
        // A payment is written once, which a handle that is used again and again cannot promise.
        precondition(template.purpose == .call && template.body.byteCount == 0 && template.sink == nil)
        self.loop = loop
        spec = Spec(loop.nextNumber(), template, source)
    }

    func wake() {
        if !spec.isWakePosted.exchange(true, ordering: .relaxed) { loop.post(.wakeLane(spec)) }
    }

    deinit {
        loop.post(.closeLane(spec.number))
    }

    /// Where the calls of a lane are from, and how they are made.
    final class Spec: Sendable {
        let number: UInt64
        /// Scheme, host and port.
        let origin: String
        let template: HTTPExchange
        let source: any CallSource
        /// Whether the loop has been told that there may be a call, and has not looked yet.
        let isWakePosted = Atomic(false)

        init(_ number: UInt64, _ template: HTTPExchange, _ source: any CallSource) {
            self.number = number
            origin = "\(template.request.scheme ?? "")://\(template.request.authority ?? "")"
            self.template = template
            self.source = source
        }

        /// The loop looks.
        func answer() {
            isWakePosted.store(false, ordering: .relaxed)
        }

        /// Ends the calls that wait: there is no loop for them.
        func endAll(with failure: ExchangeFailure, at now: MonotonicTime) {
            answer()
            var target: [UInt8] = []
            while let call = source.nextCall(&target, at: now) {
                target.removeAll(keepingCapacity: true)
                source.ended(call, with: .failure(failure))
            }
        }
    }
}
