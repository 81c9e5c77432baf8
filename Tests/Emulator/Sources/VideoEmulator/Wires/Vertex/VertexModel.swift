// SPDX-License-Identifier: Apache-2.0

/// A model of Google's in a project and a place, as the paths of Vertex AI name it.
struct VertexModel {
    /// The path of the model without the version of the API.
    let resource: String
    let name: String
    /// What is wanted of it: the word after the colon.
    let verb: String

    /// Whether a path is one of Vertex AI.
    static func isAsked(by head: RequestHead) -> Bool {
        ["/v1/projects/", "/v1beta1/projects/"].contains { head.path.hasPrefix($0) }
    }

    /// Takes `/v1/projects/P/locations/L/publishers/google/models/M:VERB` apart; nil for any other path.
    init?(path: String) {
        let halves = path.split(separator: ":", omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard halves.count == 2, parts.count == 10, parts[0].isEmpty, ["v1", "v1beta1"].contains(parts[1]),
            [parts[2], parts[4], parts[6], parts[7], parts[8]]
                == ["projects", "locations", "publishers", "google", "models"],
            !parts[3].isEmpty, !parts[5].isEmpty
        else { return nil }
        resource = parts.dropFirst(2).joined(separator: "/")
        name = parts[9]
        verb = String(halves[1])
    }
}
