// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

extension Printer {
    /// What a worker is up to: `started`, `draining` or `stopped`.
    func worker(_ state: String, _ address: String?) {
        emit(
            .object([
                ("event", .string("worker")), ("state", .string(state)), ("address", address.map(JSON.string) ?? .null),
            ]))
        if !isJSON { note("worker \(state)" + (address.map { ", \($0)/healthz and \($0)/metrics" } ?? "")) }
    }

    /// What a worker's task came to.
    func observed(_ observation: TaskObservation) {
        let printer = of(observation.task)
        switch observation.deed {
        case .began: if !isJSON { printer.note("taken over (\(observation.model))") }
        case .told(.submitted(let handle)): printer.submitted(handle)
        case .told(.delivered(let delivery)): printer.delivered(delivery)
        case .told(.failed(let error)), .told(.attention(let error)): printer.fail(error, task: observation.task)
        case .told(.submissionUnknown(let id, let evidence)): printer.submissionUnknown(id, evidence)
        case .told(.unanswered(let error)): printer.unanswered(error)
        case .told, .submitted, .asked, .fetched, .left: break
        }
    }
}
