// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// A model that can do a request, and what would be asked of it.
public struct Offer: Sendable {
    /// The model.
    public let model: any VideoGeneration
    /// What negotiation with it gave.
    public let request: NegotiatedRequest

    /// The model `model`, to be asked for `request`.
    public init(_ request: NegotiatedRequest, of model: any VideoGeneration) {
        self.model = model
        self.request = request
    }
}
