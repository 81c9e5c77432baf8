// SPDX-License-Identifier: Apache-2.0
public import HTTPTypes

/// What an app's HTTP server was sent by somebody who may be the service: nothing of it is to be believed before a
/// ``WebhookVerifier`` has seen it, and of an unsigned one nothing at all.
public struct WebhookDelivery: Sendable {
    /// The request's header.
    public var headerFields: HTTPFields
    /// The request's body, byte for byte as it arrived: JSON that was read and written again has another signature.
    public var body: [UInt8]
    /// Seconds since 1970 at which it arrived, by the app's own clock.
    public var receivedAt: Double

    /// A delivery; see the properties.
    public init(headerFields: HTTPFields, body: [UInt8], receivedAt: Double) {
        self.headerFields = headerFields
        self.body = body
        self.receivedAt = receivedAt
    }
}

/// What a webhook is about. It has no state of the task: whatever an event says, only the service's answer to a question
/// of ours changes a task.
public struct WebhookNotice: Hashable, Sendable {
    /// What the service calls the task.
    public var remoteID: String

    /// A notice about the task that the service calls `remoteID`.
    public init(remoteID: String) {
        self.remoteID = remoteID
    }
}
