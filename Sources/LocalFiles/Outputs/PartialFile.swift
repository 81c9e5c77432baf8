// SPDX-License-Identifier: Apache-2.0
import Digests
import Synchronization
public import VideoGenerationCore

/// A download on its way: a hidden temporary file beside the target, which gets the target's name when it is whole.
///
/// What stands at the target is never replaced, even if it appears at the last moment, and a crash leaves either the
/// whole video under its name or only the temporary file. Unless ``finish()`` succeeded, the temporary file goes with
/// this object.
///
/// All methods block on the disk.
public final class PartialFile: Sendable {
    /// The path that the file gets in the end.
    public let targetPath: String
    /// The path of the temporary file, for an inspection before ``finish()``.
    public let path: String

    private let folderPath: String
    private let targetName: String
    private let state: Mutex<State>

    private struct State: ~Copyable {
        let folder: Folder
        var temporary: TemporaryFile
        var hash = SHA256()
        var byteCount = 0
        var isOpen = true
    }

    /// Makes the temporary file in the folder of `target`.
    ///
    /// - Throws: `output_unwritable` if that folder is missing or cannot be written, or if something has the name.
    public convenience init(target: String) throws(VideoGenerationError) {
        let parts = PathParts(target)
        guard let name = parts.name else {
            throw .unwritable(target, "the path names no file", "Give a file's name.")
        }
        let folder = try writing(in: parts.folder) { () throws(POSIXFailure) in try Folder(parts.folder) }
        if try writing(in: parts.folder, { () throws(POSIXFailure) in try folder.information(of: name) }) != nil {
            throw .exists(target)
        }
        let temporary = try writing(in: parts.folder) { () throws(POSIXFailure) in try TemporaryFile(in: folder) }
        self.init(folder: folder, temporary: temporary, targetName: name)
    }

    init(folder: consuming sending Folder, temporary: consuming sending TemporaryFile, targetName: String) {
        folderPath = folder.path
        self.targetName = targetName
        targetPath = PathParts.join(folder.path, targetName)
        path = PathParts.join(folder.path, temporary.name)
        state = Mutex(State(folder: folder, temporary: temporary))
    }

    deinit {
        discard()
    }

    /// How many bytes were written.
    public var byteCount: Int {
        state.withLock { $0.byteCount }
    }

    /// Appends `bytes`.
    ///
    /// - Throws: `output_unwritable`, for instance if the disk is full. What was written until then counts.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(VideoGenerationError) {
        try change { state throws(POSIXFailure) in
            var rest = unsafe bytes
            while rest.count > 0 {
                let count = unsafe try state.temporary.file.write(rest, at: state.byteCount)
                unsafe state.hash.update(UnsafeRawBufferPointer(rebasing: rest[..<count]))
                state.byteCount += count
                unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }

    /// Forgets what was written, for a download that has to start again.
    public func restart() throws(VideoGenerationError) {
        try change { state throws(POSIXFailure) in
            try state.temporary.file.truncate()
            state.hash = SHA256()
            state.byteCount = 0
        }
    }

    /// Puts the bytes on the disk and gives them their name.
    ///
    /// - Throws: `output_unwritable`, with "exists already" if something took the name. The temporary file is then
    ///   still there, and a later call may succeed.
    /// - Parameter path: Another path in the same folder than the one it was made for.
    public func finish(at path: String? = nil) throws(VideoGenerationError) -> SavedFile {
        try finish(as: path.flatMap { PathParts($0).name }, by: Folder.Move.allCases)
    }

    func finish(as name: String? = nil, by ways: [Folder.Move]) throws(VideoGenerationError) -> SavedFile {
        let name = name ?? targetName
        let path = PathParts.join(folderPath, name)
        var moved: Result<SavedFile, VideoGenerationError>?
        try change { state throws(POSIXFailure) in
            try? state.temporary.file.setPermissions(state.temporary.finalPermissions)
            try state.temporary.file.sync()
            do throws(POSIXFailure) {
                try state.folder.move(state.temporary.name, to: name, ways: ways)
            } catch {
                guard error == .exists else { throw error }
                moved = .failure(.exists(path))
                return
            }
            state.isOpen = false
            state.temporary.file.end()
            let hash = exchange(&state.hash, with: SHA256())
            do throws(VideoGenerationError) {
                moved = .success(SavedFile(path: path, byteCount: state.byteCount, sha256: try hash.hex()))
            } catch {
                moved = .failure(error)
            }
            // The file has its name; that not every file system can make the name itself last is no reason to disown it.
            try? state.folder.sync()
        }
        guard let moved else { throw VideoGenerationError(.internalFailure, "A file was neither moved nor refused.") }
        return try moved.get()
    }

    /// Removes the temporary file; without effect after ``finish()`` or a second time.
    public func discard() {
        state.withLock { state in
            guard state.isOpen else { return }
            state.isOpen = false
            state.temporary.file.end()
            try? state.folder.remove(state.temporary.name)
        }
    }

    private func change(_ body: (inout State) throws(POSIXFailure) -> Void) throws(VideoGenerationError) {
        do throws(POSIXFailure) {
            try state.withLock { state throws(POSIXFailure) in try body(&state) }
        } catch {
            throw .unwritable(folder: folderPath, error)
        }
    }
}
