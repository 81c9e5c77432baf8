// SPDX-License-Identifier: Apache-2.0
public import HTTPTypes

/// One call of a service, without credential: what a plan can show and a transport can send.
public struct HTTPCall: Sendable {
    /// Method, URL and header.
    public var request: HTTPRequest
    /// What the body says; nil for none. It stays as it was made, because the header names its kind.
    public let content: Content?

    /// What a body says.
    public enum Content: Sendable {
        /// JSON.
        case json(JSON)
        /// Fields and files.
        case form(MultipartForm)
    }

    /// A call of `method` at `url`; a JSON body brings its `Content-Type`.
    public init(_ method: HTTPRequest.Method, _ url: WebURL, json: JSON? = nil) {
        request = HTTPRequest(
            method: method, scheme: url.scheme, authority: url.authority, path: url.pathAndQuery)
        if json != nil { request.headerFields[.contentType] = "application/json" }
        content = json.map(Content.json)
    }

    /// A call of `method` at `url` with a form; it brings its `Content-Type`.
    public init(_ method: HTTPRequest.Method, _ url: WebURL, form: MultipartForm) {
        request = HTTPRequest(
            method: method, scheme: url.scheme, authority: url.authority, path: url.pathAndQuery,
            headerFields: [.contentType: form.contentType])
        content = .form(form)
    }

    /// A call that is `request`, without a body.
    package init(_ request: HTTPRequest) {
        self.request = request
        content = nil
    }

    /// The body as JSON; nil for none, and for a form.
    public var json: JSON? {
        if case .json(let json) = content { json } else { nil }
    }

    /// The body as a plan shows it, a form by its fields; nil for none.
    public var outline: JSON? {
        switch content {
        case .json(let json): json
        case .form(let form): form.outline
        case nil: nil
        }
    }

    /// The body as it is sent.
    public var body: HTTPBody {
        switch content {
        case .json(let json): json.body
        case .form(let form): form.body
        case nil: .empty
        }
    }

    /// Scheme, host and port of the URL.
    package var origin: String {
        "\(request.scheme ?? "")://\(request.authority ?? "")"
    }
}
