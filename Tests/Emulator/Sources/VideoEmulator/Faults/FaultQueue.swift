// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The faults that wait to strike, in order.
///
/// The first one for a place rules there until it is used up, so a list reads like a script of what happens next.
final class FaultQueue: Sendable {
    private let faults = Mutex<[Fault]>([])

    /// Adds faults behind those already there.
    func append(_ more: [Fault]) {
        faults.withLock { $0 += more }
    }

    /// Removes all faults and tells how many there were.
    @discardableResult
    func clear() -> Int {
        faults.withLock { faults in
            defer { faults = [] }
            return faults.count
        }
    }

    /// The faults that are left, as the control route shows them.
    var json: JSONValue {
        .array(faults.withLock { $0 }.map(\.json))
    }

    /// The fault for a submit request.
    func takeSubmit() -> (kind: SubmitFault, details: FaultDetails)? {
        take { if case .submit(let kind) = $0 { kind } else { nil } }
    }

    /// The fault for a request about tasks.
    /// - Parameter hasVideos: Leaving out samples waits for a task that has some.
    func take(_ operation: TaskOperation, hasVideos: Bool) -> (kind: TaskFault, details: FaultDetails)? {
        take { action in
            guard case .task(operation, let kind) = action, kind != .dropSamples || hasVideos else { return nil }
            return kind
        }
    }

    /// The fault for a media download.
    func takeMedia() -> (kind: MediaFault, details: FaultDetails)? {
        take { if case .media(let kind) = $0 { kind } else { nil } }
    }

    private func take<Kind: Sendable>(
        _ match: (Fault.Action) -> Kind?
    ) -> (kind: Kind, details: FaultDetails)? {
        faults.withLock { faults in
            guard let index = faults.firstIndex(where: { match($0.action) != nil }) else { return nil }
            guard faults[index].skip == 0 else {
                faults[index].skip -= 1
                return nil
            }
            let fault = faults[index]
            if fault.times == 1 { faults.remove(at: index) } else if fault.times > 1 { faults[index].times -= 1 }
            return match(fault.action).map { ($0, fault.details) }
        }
    }
}
