// SPDX-License-Identifier: Apache-2.0

/// An object of Cloud Storage that holds a video.
///
/// Google's documents show a folder of digits for each job and `sample_0.mp4` in it; here the folder is the job's id.
struct StorageObject: Equatable {
    private static let prefix = "/storage/v1/b/"

    let bucket: String
    let name: String

    /// Whether a path is one of Cloud Storage.
    static func isAsked(by head: RequestHead) -> Bool {
        head.path.hasPrefix(prefix)
    }

    /// Takes `/storage/v1/b/BUCKET/o/OBJECT` apart; the object's own slashes have to be escaped.
    init?(path: String) {
        guard path.hasPrefix(Self.prefix) else { return nil }
        let parts = path.dropFirst(Self.prefix.count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1] == "o" else { return nil }
        bucket = RequestHead.decoded(parts[0], plusIsSpace: false)
        name = RequestHead.decoded(parts[2], plusIsSpace: false)
    }

    /// Where a sample of a task lies; nil when the task was to answer with its videos themselves.
    init?(of task: TaskReport, sample: Int) {
        guard let place = task.submission.body["parameters"]?["storageUri"]?.textValue,
            let folder = Self.folder(place)
        else { return nil }
        bucket = folder.bucket
        name = folder.prefix + "\(task.id)/sample_\(sample).mp4"
    }

    /// The bucket of `gs://BUCKET/FOLDER/` and how names in that folder begin; nil for any other text.
    static func folder(_ uri: String) -> (bucket: String, prefix: String)? {
        guard uri.hasPrefix("gs://") else { return nil }
        let parts = uri.dropFirst(5).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let bucket = parts.first, !bucket.isEmpty else { return nil }
        let folder = parts.count > 1 ? parts[1] : ""
        return (String(bucket), folder.isEmpty || folder.hasSuffix("/") ? String(folder) : folder + "/")
    }

    /// The address of the object.
    var uri: String {
        "gs://\(bucket)/\(name)"
    }

    /// The task and the sample that the name tells.
    var video: (taskID: String, sample: Int)? {
        let parts = name.split(separator: "/")
        guard parts.count >= 2, parts[parts.count - 1].hasPrefix("sample_"), parts[parts.count - 1].hasSuffix(".mp4"),
            let sample = Int(parts[parts.count - 1].dropFirst(7).dropLast(4))
        else { return nil }
        return (String(parts[parts.count - 2]), sample)
    }
}
