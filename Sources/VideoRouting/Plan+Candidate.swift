// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

extension Plan {
    /// One model's answer to the request.
    ///
    /// The verdict is there from the start. All else is made whenever somebody asks for it, and always comes out the same:
    /// who needs one of these properties more than once keeps it.
    public struct Candidate: Sendable {
        /// The model itself.
        public let model: any VideoGeneration
        /// Whether it can, and may, do the request.
        public private(set) var verdict = Verdict.incapable
        private let request: InspectedRequest
        private let policy: NegotiationPolicy
        private let ceiling: CostCeiling?

        /// Judges `model`.
        init(
            _ model: any VideoGeneration, for request: InspectedRequest, policy: NegotiationPolicy,
            ceiling: CostCeiling?, isConfigured: (Surface) -> Bool
        ) {
            self.model = model
            self.request = request
            self.policy = policy
            self.ceiling = ceiling
            let descriptor = model.descriptor
            guard let options = descriptor.settle(request, policy: policy),
                ceiling?.violation(of: descriptor.price(of: options, inputs: request.inputCounts)) == nil
            else { return }
            verdict = hasPlace && isConfigured(model.surface) ? .capable : .notConfigured
        }

        /// How the request maps onto it.
        public var negotiation: Negotiation { model.descriptor.negotiate(request, policy: policy) }

        /// All that speaks against it: what negotiation found, and a cost that is too high.
        public var violations: [Violation] {
            let negotiation = negotiation
            guard let ceiling else { return negotiation.violations }
            guard let negotiated = negotiation.request else {
                // Without a price list the price is not known either when everything else is mended.
                let isPriced = model.descriptor.prices != nil
                return negotiation.violations + (isPriced ? [] : [ceiling.violation(of: nil)].compactMap(\.self))
            }
            return [ceiling.violation(of: model.descriptor.price(of: negotiated))].compactMap(\.self)
        }

        /// What the request costs; nil where that is not known.
        public var price: PriceEstimate? {
            let descriptor = model.descriptor
            return descriptor.settle(request, policy: policy).flatMap { options in
                descriptor.price(of: options, inputs: request.inputCounts)
            }
        }

        /// The call that would be sent, without credential; nil if there is none to send, or if the model is not behind HTTP.
        public var call: HTTPCall? { try? submitCall() }

        /// Why there is no call, although the request maps: the surface has no usable URL. Nil if nothing is wrong.
        public var problem: VideoGenerationError? {
            do {
                _ = try submitCall()
                return nil
            } catch {
                return error
            }
        }

        /// The host that gets the inputs; nil for a model on this machine.
        public var recipientHost: String? { model.surface.baseURL?.host }

        /// Whether there is a place to send the request to, as far as that can be said without making the call.
        var hasPlace: Bool { model.surface.baseURL != nil || problem == nil }

        private func submitCall() throws(VideoGenerationError) -> HTTPCall? {
            guard let http = model as? any HTTPVideoGeneration, let negotiated = negotiation.request else { return nil }
            return try http.submitCall(for: negotiated)
        }
    }
}
