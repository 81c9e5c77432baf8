// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// The fal surface: models behind fal's queue, with one key.
///
/// Sources of all facts, unless a declaration names another: fal's documentation, pages "Queue API", "Cancel a request",
/// "Model Errors" and "Request Errors", as published in November 2026, and fal's own clients for JavaScript and Python,
/// where the pages are silent.
public enum Fal {
    /// The queue's own host.
    public static let defaultBaseURL = "https://queue.fal.run"

    /// The name of its key.
    public static let credential: CredentialName = "FAL_API_KEY"

    /// The surface at `baseURL`.
    ///
    /// - Parameters:
    ///   - baseURL: Where it lives.
    ///   - name: The first part of its models' ids.
    ///   - credential: The name of the key that it wants; it goes into `Authorization`, behind the word `Key`.
    public static func surface(
        baseURL: WebURL? = WebURL(defaultBaseURL), name: String = "fal", credential: CredentialName = credential
    ) -> Surface {
        Surface(name: name, baseURL: baseURL, credential: credential, credentialPrefix: "Key ")
    }

    /// Every model of the surface that this module knows.
    ///
    /// - Parameters:
    ///   - surface: The surface.
    ///   - webhook: Where fal tells of a task's end, an address of the app's own; nil for nowhere. Tasks are asked about
    ///     all the same.
    public static func models(at surface: Surface = surface(), webhook: WebURL? = nil) -> [FalModel] {
        [
            .veo31Lite(at: surface, webhook: webhook), .veo31LiteImageToVideo(at: surface, webhook: webhook),
            .veo31LiteFirstLastFrame(at: surface, webhook: webhook),
        ]
    }
}
