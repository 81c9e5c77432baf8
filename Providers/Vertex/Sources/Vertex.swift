// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// The Vertex AI surface: Google's Veo in a project and a place of the app's own, with an OAuth access token.
///
/// Sources of all facts, unless a declaration names another: Google's documentation, pages "Veo on Vertex AI API" and
/// "Responsible AI and usage guidelines for Veo", as published up to November 2026, and Google's own client for Python
/// (googleapis/python-genai at 6680718), where the pages are silent.
public enum Vertex {
    /// Where Cloud Storage is read, which the videos are written to.
    public static let defaultStorageURL = "https://storage.googleapis.com"

    /// The name of the access token. It ends within the hour, so it comes from a source that makes new ones.
    public static let credential: CredentialName = "VERTEX_API_KEY"

    /// The surface at `baseURL`.
    ///
    /// - Parameters:
    ///   - baseURL: `https://LOCATION-aiplatform.googleapis.com/v1/projects/PROJECT/locations/LOCATION`; nobody can know
    ///     it but who owns the project.
    ///   - storageURL: Where Cloud Storage is read: its origin, which gets the token, too. Nil for Google's own if the base URL is
    ///     Google's, and for the base URL's own origin else: a gateway's key is not for Google.
    ///   - name: The first part of its models' ids.
    ///   - credential: The name of the token that it wants.
    public static func surface(
        baseURL: WebURL?, storageURL: WebURL? = nil, name: String = "vertex", credential: CredentialName = credential
    ) -> Surface {
        let isGoogle = baseURL.map { $0.host.hasSuffix(".googleapis.com") } ?? true
        let storage = storageURL?.origin ?? (isGoogle ? defaultStorageURL : baseURL?.origin)
        return Surface(
            name: name, baseURL: baseURL, credential: credential, credentialOrigins: Set([storage].compactMap(\.self)))
    }

    /// Every model of the surface that this module knows, each in the modes that Google documents for it.
    ///
    /// - Parameters:
    ///   - surface: The surface; see ``surface(baseURL:storageURL:name:credential:)``.
    ///   - storageURI: The folder in Cloud Storage that videos are written to unless a request names another, such as
    ///     `gs://bucket/folder/`; nil if each request is to name its own.
    public static func models(at surface: Surface, storageURI: String? = nil) -> [VertexModel] {
        VertexModel.Veo.allCases.flatMap { veo in
            [GenerationMode.text, .firstFrame, .firstAndLastFrame].map { mode in
                VertexModel(veo, mode, at: surface, storageURI: storageURI)
            }
        }
    }
}

extension Surface {
    /// The origin at which Cloud Storage is read.
    var storageOrigin: String { credentialOrigins.min() ?? Vertex.defaultStorageURL }
}
