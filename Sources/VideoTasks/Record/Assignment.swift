// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// What a task asks, and of which model.
struct Assignment: Hashable, Sendable {
    let model: ModelID
    let mode: GenerationMode
    let request: RecordedRequest
    let report: NegotiationReport
    /// What a submission costs, or is counted for.
    let price: PriceEstimate?

    init(_ request: NegotiatedRequest, price: PriceEstimate?) {
        model = request.model
        mode = request.mode
        self.request = RecordedRequest(request)
        report = request.report
        self.price = price
    }
}

extension VideoTask {
    /// What it asks, and of which model. It changes only while no service has it, and none may have it.
    var assignment: Assignment {
        get { Assignment(self) }
        set {
            (model, mode, price) = (newValue.model, newValue.mode, newValue.price)
            (request, report) = (newValue.request, newValue.report)
        }
    }
}

extension Assignment {
    fileprivate init(_ task: VideoTask) {
        (model, mode, price) = (task.model, task.mode, task.price)
        (request, report) = (task.request, task.report)
    }

    /// Whether a model is the one that it is for.
    func isFor(_ descriptor: CapabilityDescriptor) -> Bool {
        (descriptor.model, descriptor.mode) == (model, mode)
    }
}
