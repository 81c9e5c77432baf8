// SPDX-License-Identifier: Apache-2.0
import Synchronization
package import VideoGenerationCore

/// A hidden temporary file that another program fills, and that gets its target's name when it is whole.
///
/// What stands at the target is never replaced. Unless ``finish()`` succeeded, the temporary file goes with this object.
package final class HandedFile: Sendable {
    /// The path that the other program writes to: a file that exists, and that it must not replace by another one.
    package let path: String
    private let folderPath: String
    private let targetName: String
    private let state: Mutex<State>

    private struct State: ~Copyable {
        let folder: Folder
        var temporary: TemporaryFile
        var isOpen = true
    }

    /// Makes the temporary file in the folder of `target`.
    ///
    /// - Throws: `output_unwritable` if that folder is missing or cannot be written, or if something has the name.
    package init(target: String) throws(VideoGenerationError) {
        let parts = PathParts(target)
        guard let name = parts.name else {
            throw .unwritable(target, "the path names no file", "Give a file's name.")
        }
        let folder = try writing(in: parts.folder) { () throws(POSIXFailure) in try Folder(parts.folder) }
        if try writing(in: parts.folder, { () throws(POSIXFailure) in try folder.information(of: name) }) != nil {
            throw .exists(target)
        }
        let temporary = try writing(in: parts.folder) { () throws(POSIXFailure) in try TemporaryFile(in: folder) }
        folderPath = parts.folder
        targetName = name
        path = PathParts.join(parts.folder, temporary.name)
        state = Mutex(State(folder: folder, temporary: temporary))
    }

    deinit {
        state.withLock { state in
            if state.isOpen { state.temporary.discard(in: state.folder) }
        }
    }

    /// Puts the content on the disk and gives it its name.
    ///
    /// - Throws: `output_unwritable`, also if something took the name meanwhile or the temporary file was replaced.
    package func finish() throws(VideoGenerationError) {
        let path = PathParts.join(folderPath, targetName)
        var refusal: VideoGenerationError?
        try writing(in: folderPath) { () throws(POSIXFailure) in
            try state.withLock { state throws(POSIXFailure) in
                try? state.temporary.file.setPermissions(state.temporary.finalPermissions)
                try state.temporary.file.sync()
                guard try state.temporary.file.hasName(state.temporary.name, in: state.folder) else {
                    refusal = .unwritable(
                        path, "somebody has moved or replaced the temporary file", "Make it once more.")
                    return
                }
                do throws(POSIXFailure) {
                    try state.folder.move(state.temporary.name, to: targetName)
                } catch {
                    guard error == .exists else { throw error }
                    refusal = .exists(path)
                    return
                }
                state.isOpen = false
                state.temporary.file.end()
                try? state.folder.sync()
            }
        }
        if let refusal { throw refusal }
    }
}
