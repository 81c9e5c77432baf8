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
        /// What `hash` came to, once that was asked for.
        var digest: String?
        var byteCount = 0
        var isOpen = true

        mutating func sha256() throws(VideoGenerationError) -> String {
            if let digest { return digest }
            let hash = exchange(&hash, with: SHA256())
            let hex = try hash.hex()
            digest = hex
            return hex
        }
    }

    /// Makes the temporary file in the folder of `target`.
    ///
    /// - Parameters:
    ///   - target: The path that the file gets in the end.
    ///   - label: Letters, digits and `-` that name the temporary file, so that whoever goes on after a crash removes
    ///     what the crash left; nil for a random name, which it gets too if a living process has the labelled one.
    /// - Throws: `output_unwritable` if that folder is missing or cannot be written, or if something has the name.
    public convenience init(target: String, label: String? = nil) throws(VideoGenerationError) {
        let parts = PathParts(target)
        guard let name = parts.name else {
            throw .unwritable(target, "the path names no file", "Give a file's name.")
        }
        let folder = try writing(in: parts.folder) { () throws(POSIXFailure) in try Folder(parts.folder) }
        if try writing(in: parts.folder, { () throws(POSIXFailure) in try folder.information(of: name) }) != nil {
            throw .exists(target)
        }
        let temporary = try writing(in: parts.folder) { () throws(POSIXFailure) in
            try TemporaryFile(in: folder, label: label)
        }
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
            state.digest = nil
            state.byteCount = 0
        }
    }

    /// SHA-256 of what was written, in lower-case hexadecimal. Nothing more is to be written then.
    package func sha256() throws(VideoGenerationError) -> String {
        try state.withLock { state throws(VideoGenerationError) in try state.sha256() }
    }

    /// Puts the bytes on the disk and gives them their name.
    ///
    /// - Throws: `output_unwritable`, with "exists already" if something took the name. The temporary file is then
    ///   still there, and a later call may succeed. Also if another file has the temporary one's name.
    /// - Parameter path: Another path in the same folder than the one it was made for.
    public func finish(at path: String? = nil) throws(VideoGenerationError) -> SavedFile {
        try finish(as: path.flatMap { PathParts($0).name }, by: Folder.Move.allCases)
    }

    /// Gives up the temporary file in favour of `path` if that file holds the same bytes already, as a crash after the
    /// renaming leaves it; nil, with nothing changed, if it does not.
    public func finish(ifSameAs path: String) -> SavedFile? {
        guard let file = try? FileSource(path: path, digestCeiling: .max), file.byteCount == byteCount,
            let digest = file.sha256
        else { return nil }
        return state.withLock { state in
            guard state.isOpen, (try? state.sha256()) == digest else { return nil }
            state.isOpen = false
            state.temporary.discard(in: state.folder)
            return SavedFile(path: path, byteCount: state.byteCount, sha256: digest)
        }
    }

    func finish(as name: String? = nil, by ways: [Folder.Move]) throws(VideoGenerationError) -> SavedFile {
        let name = name ?? targetName
        let path = PathParts.join(folderPath, name)
        var moved: Result<SavedFile, VideoGenerationError>?
        try change { state throws(POSIXFailure) in
            try? state.temporary.file.setPermissions(state.temporary.finalPermissions)
            try state.temporary.file.sync()
            // The bytes that were counted are in the open file: another one with its name may be anybody's half.
            guard try state.temporary.file.hasName(state.temporary.name, in: state.folder) else {
                moved = .failure(
                    .unwritable(path, "somebody has moved or replaced the temporary file", "Fetch it once more."))
                return
            }
            do throws(POSIXFailure) {
                try state.folder.move(state.temporary.name, to: name, ways: ways)
            } catch {
                guard error == .exists else { throw error }
                moved = .failure(.exists(path))
                return
            }
            state.isOpen = false
            state.temporary.file.end()
            do throws(VideoGenerationError) {
                moved = .success(SavedFile(path: path, byteCount: state.byteCount, sha256: try state.sha256()))
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
            state.temporary.discard(in: state.folder)
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
