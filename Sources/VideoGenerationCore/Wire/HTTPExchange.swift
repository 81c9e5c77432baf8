// SPDX-License-Identifier: Apache-2.0
@_exported public import HTTPTypes

/// One HTTP request, ready to be sent, with the rules under which a transport may send it.
public struct HTTPExchange: Sendable {
    /// Method, absolute URL (scheme, authority, path) and header fields; never a credential.
    public var request: HTTPRequest
    /// What follows the header; its length is known in advance.
    public var body: HTTPBody
    /// The credential field, added last by the transport, so that no printable value holds it.
    public var authorization: Authorization?
    /// What the exchange is for: it decides how connections are used.
    public var purpose: Purpose
    /// Which addresses may be connected to.
    public var reach: Reach
    /// Ceilings of time and size.
    public var limits: Limits
    /// Takes the reply's body if its status is 200 or 206; without a sink, and for every other status, the body is
    /// collected in ``HTTPReply/body``.
    public var sink: (any ByteSink)?

    /// An exchange; see the properties.
    public init(
        _ request: HTTPRequest,
        body: HTTPBody = .empty,
        authorization: Authorization? = nil,
        purpose: Purpose,
        reach: Reach = .publicAddresses,
        limits: Limits = .init(),
        sink: (any ByteSink)? = nil
    ) {
        self.request = request
        self.body = body
        self.authorization = authorization
        self.purpose = purpose
        self.reach = reach
        self.limits = limits
        self.sink = sink
    }

    /// A header field that carries a credential.
    public struct Authorization: Sendable {
        /// The field's name, such as `Authorization`.
        public var field: HTTPField.Name
        /// What stands before the secret, such as `Bearer ` with its space.
        public var prefix: String
        /// The credential.
        public var secret: Secret

        /// The field `field: prefix secret`.
        public init(field: HTTPField.Name = .authorization, prefix: String = "Bearer ", secret: Secret) {
            self.field = field
            self.prefix = prefix
            self.secret = secret
        }
    }

    /// What an exchange is for.
    public enum Purpose: Sendable {
        /// A paid submission: a connection of its own that is neither reused nor kept, HTTP/1.1, no `Expect`. On a
        /// reused connection that dies, HTTP clients (libcurl among them) send a request again by themselves.
        case submit
        /// Any other call of a service: connections are kept and shared.
        case call
        /// Fetching a result: large buffers, and no decoding of content.
        case download
    }

    /// Which addresses an exchange may connect to. What the app trusts explicitly is always allowed.
    public enum Reach: Sendable {
        /// Public addresses, by https: what a service's answer may make us connect to.
        case publicAddresses
        /// Loopback as well, and http there: for a surface that itself lives on loopback.
        case loopbackToo
    }

    /// Ceilings of one exchange.
    public struct Limits: Sendable {
        /// Until the connection stands, TLS included.
        public var connect: Duration
        /// Until the whole exchange is over; nil for none (a download ends by ``stall`` instead).
        public var total: Duration?
        /// The longest time without a byte in either direction once the request has been sent; nil for none.
        public var stall: Duration?
        /// The largest body that is accepted, in bytes, whether collected or passed to the sink.
        public var bodyBytes: Int

        /// Ceilings that suit an API call: 10 s to connect, 60 s in all, 1 MiB.
        public init(
            connect: Duration = .seconds(10), total: Duration? = .seconds(60), stall: Duration? = nil,
            bodyBytes: Int = 1 << 20
        ) {
            self.connect = connect
            self.total = total
            self.stall = stall
            self.bodyBytes = bodyBytes
        }
    }
}
