// SPDX-License-Identifier: Apache-2.0
package import VideoGenerationCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A folder that belongs to this user, and in which nobody else can put or replace a file.
package struct PrivateFolder: ~Copyable {
    let folder: Folder

    /// The path that it was opened with.
    package var path: String { folder.path }

    /// Opens the folder at `path`; what is missing of it is made, for this user only, whatever the umask.
    ///
    /// - Throws: `configuration` if it cannot be had, belongs to somebody else, or others may write to it; `store` if the
    ///   disk is full.
    package init(_ path: String) throws(VideoGenerationError) {
        try keeping(at: path) { () throws(POSIXFailure) in try Self.make(path) }
        let opened = try keeping(at: path) { () throws(POSIXFailure) in try Folder(path) }
        // The path may name another folder by now.
        let information = try keeping(at: path) { () throws(POSIXFailure) in try opened.information() }
        guard information.user == geteuid() else {
            throw .refused(path, "it belongs to another user", "Choose a folder of your own.")
        }
        guard information.permissions & 0o022 == 0 else {
            throw .refused(path, "other users may write to it", "Run: chmod go-w \"\(path)\"")
        }
        folder = opened
    }

    private static func make(_ path: String) throws(POSIXFailure) {
        if try Folder.information(at: path) != nil { return }
        var trimmed = path[...]
        while trimmed.count > 1, trimmed.last == "/" { trimmed.removeLast() }
        let parent = PathParts(String(trimmed)).folder
        if parent != path { try make(parent) }
        try path.checkForSystem()
        if unsafe mkdir(path, 0o700) == 0 {
            // The umask may have taken away more than others' permissions.
            guard unsafe chmod(path, 0o700) == 0 else { throw .last }
            // Without its name a folder's files are lost in a power failure, however often they were synced.
            try Folder(parent).sync()
        } else {
            let failure = POSIXFailure.last
            if failure != .exists { throw failure }
        }
    }

    /// Makes a file with this content, all of it at once and under its name only when it is on the disk.
    ///
    /// - Returns: False if something has the name; that is left alone.
    package func makeFile(_ name: String, content: [UInt8] = []) throws(VideoGenerationError) -> Bool {
        do throws(POSIXFailure) {
            var temporary = try TemporaryFile(in: folder)
            do throws(POSIXFailure) {
                try temporary.file.writeAll(content, at: 0)
                try temporary.file.sync()
                // Closed first: a process that closes a database's file loses the locks it has on it elsewhere.
                temporary.file.end()
                try folder.move(temporary.name, to: name, ways: [.rename, .link])
            } catch {
                try? folder.remove(temporary.name)
                if error == .exists { return false }
                throw error
            }
            try folder.sync()
            return true
        } catch {
            throw .unusable(PathParts.join(path, name), error)
        }
    }

    /// Whether there is a file called `name`, which then is a plain file of this user; it is not opened.
    ///
    /// - Throws: `configuration` if it is anything else.
    package func hasFile(_ name: String) throws(VideoGenerationError) -> Bool {
        let path = PathParts.join(path, name)
        guard let information = try keeping(at: path, { () throws(POSIXFailure) in try folder.information(of: name) })
        else { return false }
        guard information.kind == .regular else {
            throw .refused(path, "it is not a file", "Move it away, or choose another path.")
        }
        guard information.user == geteuid() else {
            throw .refused(path, "it belongs to another user", "Choose a file of your own.")
        }
        return true
    }

    /// Takes others' permissions on a file away, if they have any.
    package func narrow(_ name: String) throws(VideoGenerationError) {
        do throws(POSIXFailure) {
            guard let information = try folder.information(of: name), information.kind == .regular,
                information.permissions & 0o077 != 0
            else { return }
            let path = PathParts.join(path, name)
            guard unsafe chmod(path, 0o600) == 0 else { throw .last }
        } catch {
            throw .unusable(PathParts.join(path, name), error)
        }
    }
}
