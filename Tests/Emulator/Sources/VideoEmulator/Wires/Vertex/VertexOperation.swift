// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A job as Vertex AI tells it: a long-running operation, of which nothing but the name is said until it is done.
enum VertexOperation {
    static func name(of report: TaskReport) -> String {
        (VertexModel(path: report.path)?.resource ?? "") + "/operations/" + report.id
    }

    static func json(_ report: TaskReport, videos: [WireVideo]) -> JSONValue {
        let name = JSONValue.text(name(of: report))
        switch report.phase {
        case .queued, .processing:
            return ["name": name]
        case .other(let word):
            return ["name": name, "metadata": ["state": .text(word)]]
        case .succeeded:
            return ["name": name, "done": true, "response": response(report, videos)]
        case .failed, .cancelled:
            // 13 is INTERNAL in google.rpc.Code.
            return ["name": name, "done": true, "error": ["code": 13, "message": .text(report.reason)]]
        }
    }

    private static func response(_ report: TaskReport, _ videos: [WireVideo]) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init(name: "@type", value: "type.googleapis.com/cloud.ai.large_models.vision.GenerateVideoResponse"),
            .init(name: "raiMediaFilteredCount", value: .number(String(report.withheld))),
        ]
        if report.withheld > 0 {
            let reasons = [JSONValue](repeating: .text(filtered), count: report.withheld)
            members.append(.init(name: "raiMediaFilteredReasons", value: .array(reasons)))
        }
        if !videos.isEmpty {
            let list = videos.enumerated().map { json($0.element, StorageObject(of: report, sample: $0.offset)) }
            members.append(.init(name: "videos", value: .array(list)))
        }
        return .object(members)
    }

    private static func json(_ video: WireVideo, _ object: StorageObject?) -> JSONValue {
        if let object { return ["gcsUri": .text(object.uri), "mimeType": "video/mp4"] }
        let bytes = (try? Data(contentsOf: URL(filePath: video.file.path))) ?? Data()
        return ["bytesBase64Encoded": .text(bytes.base64EncodedString()), "mimeType": "video/mp4"]
    }

    /// Google's documents send the reader from a code like this one to a table of reasons.
    private static let filtered = "A safety filter held this video back. Support codes: 58061214"
}
