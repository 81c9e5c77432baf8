// SPDX-License-Identifier: Apache-2.0
package import VideoGenerationCore

/// What a task asks, of which model, and for which account.
struct Assignment: Hashable, Sendable {
    let model: ModelID
    let account: CredentialName?
    let mode: GenerationMode
    let request: RecordedRequest
    let report: NegotiationReport
    /// What a submission costs, or is counted for.
    let price: PriceEstimate?

    init(_ request: NegotiatedRequest, for account: CredentialName?, price: PriceEstimate?) {
        model = request.model
        self.account = account
        mode = request.mode
        self.request = RecordedRequest(request)
        report = request.report
        self.price = price
    }
}

extension VideoTask {
    /// What it asks, of which model, and for which account. It changes only while no service has it, and none may have it.
    var assignment: Assignment {
        get { Assignment(self) }
        set {
            (model, account, mode, price) = (newValue.model, newValue.account, newValue.mode, newValue.price)
            (request, report) = (newValue.request, newValue.report)
        }
    }
}

extension Assignment {
    fileprivate init(_ task: VideoTask) {
        // The account that has it; a release that does not know of accounts may have written the record.
        (model, account, mode, price) = (task.model, task.handle?.credential ?? task.account, task.mode, task.price)
        (request, report) = (task.request, task.report)
    }

    /// Whether a model is the one that it is for, for whatever account.
    func isFor(_ descriptor: CapabilityDescriptor) -> Bool {
        (descriptor.model, descriptor.mode) == (model, mode)
    }

    /// The one of `models` that it is for: with its account, or else the first.
    func model(among models: [any VideoGeneration]) -> (any VideoGeneration)? {
        let models = models.filter { isFor($0.descriptor) }
        return models.first { $0.surface.credential == account } ?? models.first
    }
}

extension VideoTask {
    /// The one of `models` that it was submitted to, or is to be: for its account, or else the first; nil if none is.
    package func model(among models: [any VideoGeneration]) -> (any VideoGeneration)? {
        assignment.model(among: models)
    }
}
