// SPDX-License-Identifier: Apache-2.0

/// A service that environment variables configure: `<NAME>_BASE_URL` says where it lives, `<NAME>_API_KEY` or
/// `<NAME>_API_KEY_FILE` holds its key.
struct EnvironmentSurface: Sendable {
    /// The first part of its models' ids.
    let name: String
    /// Where it lives unless a variable says otherwise; nil for a service that everybody has at an address of their own.
    let defaultBaseURL: String?
    /// Its models at a base URL, with what else the environment says.
    let models: @Sendable (WebURL, [String: String]) -> [any VideoGeneration]

    /// The beginning of its variables.
    var prefix: String { name.uppercased() }

    /// All services that the usual client knows, in the order in which they are shown.
    static let all: [EnvironmentSurface] = [
        EnvironmentSurface(name: "highway", defaultBaseURL: Highway.defaultBaseURL) { url, _ in
            Highway.models(at: Highway.surface(baseURL: url))
        },
        EnvironmentSurface(name: "fal", defaultBaseURL: Fal.defaultBaseURL) { url, _ in
            Fal.models(at: Fal.surface(baseURL: url))
        },
    ]
}
