// SPDX-License-Identifier: Apache-2.0

/// One model at one surface in one mode: what it can do, and two verbs.
///
/// Use one of the providers that come with this package (`HighwayProvider`, `FalProvider`, `VertexProvider`,
/// `OpenAIVideosProvider`), or write your own. A service that speaks
/// HTTP adopts ``HTTPVideoGeneration`` instead, four pure functions, and gets these verbs for nothing. Adopt this
/// protocol directly only for something else, such as a renderer on this machine.
///
/// A provider neither waits, retries, stores nor downloads: a tracker does that, once, for all providers.
public protocol VideoGeneration: Sendable {
    /// What the model can do. Constant for the life of the value.
    var descriptor: CapabilityDescriptor { get }

    /// Where the model is asked for.
    var surface: Surface { get }

    /// Asks for a video, once. A submission is a payment: whatever is not certain is ``SubmitOutcome/unknown(_:)``.
    func submit(_ submission: Submission) async -> SubmitOutcome

    /// Asks how a submitted task is doing.
    func status(_ query: StatusQuery) async -> StatusOutcome
}

/// What a provider gets to submit.
public struct Submission: Sendable {
    /// The request, which holds nothing that the descriptor does not allow.
    public var request: NegotiatedRequest
    /// The way to the service.
    public var connection: SurfaceConnection

    /// A submission of `request` by way of `connection`.
    public init(_ request: NegotiatedRequest, by connection: SurfaceConnection) {
        self.request = request
        self.connection = connection
    }
}

/// What a provider gets to ask for a task's state.
public struct StatusQuery: Sendable {
    /// The task.
    public var task: TaskHandle
    /// The way to the service.
    public var connection: SurfaceConnection

    /// A question about `task` by way of `connection`.
    public init(_ task: TaskHandle, by connection: SurfaceConnection) {
        self.task = task
        self.connection = connection
    }
}
