// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import VideoGenerationCore

/// One job on the disk: what it is to make, and how far that is, by the files that are there.
struct JobFolder: Sendable {
    let id: String
    let job: PreviewJob
    let path: String

    static let jobName = "job.json"
    /// Held by whoever renders the job.
    static let lockName = "lock"
    private static let pictureName = "image"
    private static let failureName = "failed.json"
    private static let cancelledName = "cancelled"

    /// The path of the picture's bytes.
    var picturePath: String { path + "/" + Self.pictureName }

    /// The path that the clip of `sample` gets when it is whole.
    func clipPath(_ sample: Int) -> String { path + "/" + Self.clipName(sample) }

    /// How far it is.
    enum State {
        /// Not all clips are there.
        case open
        /// All clips are there.
        case done
        case failed(VideoGenerationError)
        case cancelled
    }

    /// How far it is by now.
    ///
    /// - Throws: `task_not_found` if it was removed meanwhile.
    func state() throws(VideoGenerationError) -> State {
        let folder = try folder()
        if try folder.hasFile(Self.cancelledName) { return .cancelled }
        if let content = try folder.content(of: Self.failureName, atMost: 64 << 10) {
            let json = JSON(parsing: content)
            let code = json?["code"]?.string.map(VideoGenerationError.Code.init(rawValue:))
            let message = json?["message"]?.string ?? "The reason cannot be read."
            return .failed(VideoGenerationError(code ?? .generationFailed, message))
        }
        for sample in 0..<job.samples where !(try folder.hasFile(Self.clipName(sample))) { return .open }
        return .done
    }

    /// Whether the clip of `sample` is there.
    func hasClip(_ sample: Int) throws(VideoGenerationError) -> Bool { try folder().hasFile(Self.clipName(sample)) }

    /// Whether somebody wants it no more, or has removed it.
    ///
    /// - Throws: What keeps its folder from being looked at.
    func isCancelled() throws(VideoGenerationError) -> Bool {
        guard let folder = try PrivateFolder.existing(at: path) else { return true }
        return try folder.hasFile(Self.cancelledName)
    }

    /// Takes the job, so that nobody else renders it; nil if somebody does.
    func hold() throws(VideoGenerationError) -> FileHold? { try folder().hold(Self.lockName) }

    /// Records why there will be no clip.
    func fail(_ error: VideoGenerationError) throws(VideoGenerationError) {
        let json = JSON.object([("code", .string(error.code.rawValue)), ("message", .string(error.message))])
        _ = try folder().makeFile(Self.failureName, content: Array(json.text.utf8))
    }

    /// Records that nobody wants it any more. Whoever renders it sees that at the next report of progress.
    func cancel() throws(VideoGenerationError) { _ = try folder().makeFile(Self.cancelledName) }

    /// Removes what a killed process has left half done. For the holder only.
    func removeHalves() throws(VideoGenerationError) {
        let folder = try folder()
        for name in try folder.names() where name.hasPrefix(".") { try folder.remove(name) }
    }

    /// Removes all but the note that it was cancelled, which goes with the old jobs. For the holder only.
    func removeContent() throws(VideoGenerationError) {
        let folder = try folder()
        for name in try folder.names() where ![Self.jobName, Self.lockName, Self.cancelledName].contains(name) {
            try folder.remove(name)
        }
    }

    private static func clipName(_ sample: Int) -> String { "clip-\(sample + 1).mp4" }

    private func folder() throws(VideoGenerationError) -> PrivateFolder {
        guard let folder = try PrivateFolder.existing(at: path) else { throw Self.notFound }
        return folder
    }

    /// That there is no such job.
    static var notFound: VideoGenerationError {
        VideoGenerationError(
            .taskNotFound,
            "There is no such preview in this folder: they are removed some time after they are made, and known only where "
                + "they were made.")
    }
}
