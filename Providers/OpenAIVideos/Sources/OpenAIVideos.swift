// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// Gateways and servers that speak `/v1/videos`, the shape of a service of OpenAI that has ended (24 September 2026), each
/// in its own ``Dialect``.
///
/// What they sell changes by the day, so models are named by the app:
/// `OpenAIVideos.models(named: ["google/veo-3.1-lite"], dialect: .openRouter, at: OpenAIVideos.openRouter())`.
public enum OpenAIVideos {
    /// OpenRouter's own host. Source: OpenRouter's guide "Video Generation", read on 2026-11-26.
    public static let openRouterBaseURL = "https://openrouter.ai/api/v1"

    /// The name of OpenRouter's key, as its guide has it.
    public static let openRouterCredential: CredentialName = "OPENROUTER_API_KEY"

    /// A gateway or server of your choice.
    ///
    /// - Parameters:
    ///   - name: The first part of its models' ids.
    ///   - baseURL: Where it lives, with the version in its path: `http://localhost:8091/v1`.
    ///   - credential: The name of its key; nil for a server that wants none, such as one on this machine.
    ///   - isCredentialOptional: Whether it is asked without a key where there is none of that name.
    public static func surface(
        name: String, baseURL: WebURL?, credential: CredentialName?, isCredentialOptional: Bool = false
    ) -> Surface {
        Surface(name: name, baseURL: baseURL, credential: credential, isCredentialOptional: isCredentialOptional)
    }

    /// OpenRouter.
    ///
    /// - Parameters:
    ///   - baseURL: Where it lives.
    ///   - name: The first part of its models' ids.
    ///   - credential: The name of the key that it wants.
    public static func openRouter(
        baseURL: WebURL? = WebURL(openRouterBaseURL), name: String = "openrouter",
        credential: CredentialName = openRouterCredential
    ) -> Surface {
        surface(name: name, baseURL: baseURL, credential: credential)
    }

    /// A model by its name at the gateway, with all that the gateway can do to its tasks: having the method is the
    /// capability, so a dialect without a list must not give a model with a method that lists.
    ///
    /// - Parameters:
    ///   - name: The gateway's name of it, such as `google/veo-3.1-lite`.
    ///   - dialect: What the gateway speaks.
    ///   - surface: Where the gateway is.
    ///   - mode: What the video is made from.
    ///   - facts: What the model allows; nil for what the dialect knows of it, see ``Dialect/facts(of:)``.
    public static func model(
        named name: String, dialect: Dialect, at surface: Surface, mode: GenerationMode, facts: ModelFacts? = nil
    ) -> any HTTPVideoGeneration {
        let model = OpenAIVideosModel(named: name, dialect: dialect, at: surface, mode: mode, facts: facts)
        return switch dialect.keeping {
        case .unlisted: model
        case .listed: ListableOpenAIVideosModel(model)
        case .listedAndStopped: StoppableOpenAIVideosModel(model)
        }
    }

    /// Models by their names at the gateway, each in every mode that the dialect has for it.
    ///
    /// - Parameters:
    ///   - names: The gateway's names of them.
    ///   - dialect: What the gateway speaks.
    ///   - surface: Where the gateway is.
    public static func models(
        named names: [String], dialect: Dialect, at surface: Surface
    ) -> [any HTTPVideoGeneration] {
        names.flatMap { name in
            (dialect.facts(of: name).modes ?? dialect.body.modes).filter(dialect.body.modes.contains).map { mode in
                model(named: name, dialect: dialect, at: surface, mode: mode)
            }
        }
    }
}
