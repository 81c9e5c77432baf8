// SPDX-License-Identifier: Apache-2.0

/// A service that environment variables configure: `<NAME>_BASE_URL` says where it lives, `<NAME>_API_KEY` or
/// `<NAME>_API_KEY_FILE` holds its key, and `<NAME>_API_KEY_2` to `<NAME>_API_KEY_99` those of further accounts.
struct EnvironmentSurface: Sendable {
    /// The first part of its models' ids.
    let name: String
    /// Where it lives unless a variable says otherwise; nil for a service that everybody has at an address of their own.
    let defaultBaseURL: String?
    /// How a base URL of it looks, for a message.
    let example: String
    /// Whether it has no models but those that `<NAME>_MODELS` names.
    var needsModels = false
    /// Its models at a base URL for an account, with what else the environment says.
    let models: @Sendable (WebURL, CredentialName, [String: String]) -> [any VideoGeneration]

    /// The beginning of its variables.
    var prefix: String { name.uppercased() }

    /// All services that the usual client knows, in the order in which they are shown.
    static let all: [EnvironmentSurface] =
        [
            EnvironmentSurface(
                name: "highway", defaultBaseURL: Highway.defaultBaseURL, example: Highway.defaultBaseURL
            ) { url, account, _ in
                Highway.models(at: Highway.surface(baseURL: url, credential: account))
            },
            EnvironmentSurface(name: "fal", defaultBaseURL: Fal.defaultBaseURL, example: Fal.defaultBaseURL) {
                url, account, _ in
                Fal.models(at: Fal.surface(baseURL: url, credential: account))
            },
            EnvironmentSurface(
                name: "vertex", defaultBaseURL: nil,
                example: "https://LOCATION-aiplatform.googleapis.com/v1/projects/PROJECT/locations/LOCATION"
            ) { url, account, environment in
                Vertex.models(
                    at: Vertex.surface(baseURL: url, credential: account),
                    storageURI: environment.text("VERTEX_STORAGE_URI"))
            },
            gateway("openrouter", .openRouter, OpenAIVideos.openRouterBaseURL, models: ["google/veo-3.1-lite"]),
        ] + [
            gateway("openai", .openAI), gateway("litellm", .liteLLM), gateway("newapi", .newAPI),
            gateway("vllm", .vLLMOmni), gateway("sglang", .sgLang),
        ]

    /// The credentials of its accounts: the first, and those that the environment has besides.
    func accounts(_ environment: [String: String]) -> [CredentialName] {
        let key = prefix + "_API_KEY"
        let further = (2...99).map { "\(key)_\($0)" }.filter { name in
            ["", "_FILE", "_COMMAND"].contains { environment.text(name + $0) != nil }
        }
        return ([key] + further).map(CredentialName.init(rawValue:))
    }

    /// Whether the environment wants it: variables such as `OPENAI_BASE_URL` are there for other programs, too.
    func isWanted(_ environment: [String: String]) -> Bool {
        defaultBaseURL != nil || environment.text(prefix + (needsModels ? "_MODELS" : "_BASE_URL")) != nil
    }

    /// A gateway whose models are named by `<NAME>_MODELS`, with commas between them. Without a key it is asked without
    /// one, if it is at an address of the user's own: a server on this machine may want none.
    private static func gateway(
        _ name: String, _ dialect: Dialect, _ defaultBaseURL: String? = nil, models: [String] = []
    ) -> EnvironmentSurface {
        EnvironmentSurface(
            name: name, defaultBaseURL: defaultBaseURL, example: defaultBaseURL ?? "http://localhost:8000/v1",
            needsModels: models.isEmpty
        ) { url, account, environment in
            let named = environment.text(name.uppercased() + "_MODELS")?.split(separator: ",").map {
                String($0.drop { $0 == " " })
            }
            return OpenAIVideos.models(
                named: named ?? models, dialect: dialect,
                at: OpenAIVideos.surface(
                    name: name, baseURL: url, credential: account,
                    isCredentialOptional: defaultBaseURL == nil))
        }
    }
}

extension [String: String] {
    /// What a variable holds; nil if that is nothing.
    fileprivate func text(_ variable: String) -> String? {
        self[variable].flatMap { $0.isEmpty ? nil : $0 }
    }
}
