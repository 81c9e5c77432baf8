// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// The Highway surface: video models behind one asynchronous wire (`/v3/async/…`), with one key.
///
/// Source of all facts, unless a declaration names another: the surface's API reference, page "Veo 3.1 Lite
/// Image-to-Video", read on 2026-11-22.
public enum Highway {
    /// The surface's own host.
    public static let defaultBaseURL = "https://api.highwayapi.ai"

    /// The name of its key.
    public static let credential: CredentialName = "HIGHWAY_API_KEY"

    /// The surface at `baseURL`; the host is configuration, because the same wire is served at several.
    ///
    /// - Parameters:
    ///   - baseURL: Where it lives.
    ///   - name: The first part of its models' ids; an app that uses several hosts gives each its own.
    ///   - credential: The name of the key that it wants.
    public static func surface(
        baseURL: WebURL? = WebURL(defaultBaseURL), name: String = "highway", credential: CredentialName = credential
    ) -> Surface {
        Surface(name: name, baseURL: baseURL, credential: credential)
    }

    /// Every model of the surface that this module knows.
    public static func models(at surface: Surface = surface()) -> [HighwayModel] {
        [.veo31LiteImageToVideo(at: surface)]
    }
}
