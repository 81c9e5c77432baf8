// SPDX-License-Identifier: Apache-2.0
import VideoGenerationKit

extension Destination {
    /// Where the videos go, for people.
    var words: String { path ?? "links" }

    /// The path; null for links.
    var json: JSON { path.map(JSON.string) ?? .null }

    private var path: String? {
        switch self {
        case .links, .sink: nil
        case .files(let plan):
            switch plan.place {
            case .folder(let path): path.hasSuffix("/") ? path : path + "/"
            case .file(let path): path
            case .named(let name, let folder): (folder.hasSuffix("/") ? folder : folder + "/") + name + ".mp4"
            }
        }
    }
}
