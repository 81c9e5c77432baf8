// SPDX-License-Identifier: Apache-2.0
import CVideoGenPOSIX

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// An open folder. All names are looked up in the folder that was opened, even if its path names another one by now.
struct Folder: ~Copyable {
    /// The path it was opened with, for messages.
    let path: String
    private let descriptor: Int32

    init(_ path: String) throws(POSIXFailure) {
        try path.checkForSystem()
        let opened = retrying { unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard opened >= 0 else { throw .last }
        self.path = path
        descriptor = opened
    }

    deinit {
        _ = close(descriptor)
    }

    /// Makes a folder whose parent exists; the process' umask applies.
    static func create(_ path: String) throws(POSIXFailure) {
        try path.checkForSystem()
        guard unsafe mkdir(path, 0o777) == 0 else { throw .last }
    }

    /// What `path` is, links followed; nil if there is nothing.
    static func information(at path: String) throws(POSIXFailure) -> FileInformation? {
        try path.checkForSystem()
        var raw = stat()
        if unsafe stat(path, &raw) == 0 { return FileInformation(raw) }
        let failure = POSIXFailure.last
        if failure.number == ENOENT { return nil }
        throw failure
    }

    /// What the folder itself is.
    func information() throws(POSIXFailure) -> FileInformation {
        var raw = stat()
        guard unsafe fstat(descriptor, &raw) == 0 else { throw .last }
        return FileInformation(raw)
    }

    /// What `name` is, a link not followed; nil if there is nothing.
    func information(of name: String) throws(POSIXFailure) -> FileInformation? {
        try name.checkForSystem()
        var raw = stat()
        if unsafe fstatat(descriptor, name, &raw, AT_SYMLINK_NOFOLLOW) == 0 { return FileInformation(raw) }
        let failure = POSIXFailure.last
        if failure.number == ENOENT { return nil }
        throw failure
    }

    /// Makes a file that did not exist, for reading and writing; the process' umask applies.
    func makeFile(_ name: String) throws(POSIXFailure) -> File {
        try name.checkForSystem()
        let opened = retrying {
            unsafe openat(descriptor, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
        }
        guard opened >= 0 else { throw .last }
        return File(adopting: opened)
    }

    /// Opens a file that exists, for reading and writing; a link is not followed.
    func openFile(_ name: String) throws(POSIXFailure) -> File {
        try name.checkForSystem()
        let opened = retrying { unsafe openat(descriptor, name, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK) }
        guard opened >= 0 else { throw .last }
        return File(adopting: opened)
    }

    /// The names in the folder, in no order.
    func names() throws(POSIXFailure) -> [String] {
        guard let stream = unsafe opendir(path) else { throw .last }
        defer { unsafe _ = closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    func remove(_ name: String) throws(POSIXFailure) {
        guard unsafe unlinkat(descriptor, name, 0) == 0 else { throw .last }
    }

    /// Makes a rename in the folder durable. A file system that cannot sync a folder has its own idea of durability.
    func sync() throws(POSIXFailure) {
        guard retrying({ cvideogen_sync(descriptor) }) == 0 else {
            let failure = POSIXFailure.last
            if failure.number == EINVAL || failure.number == ENOTSUP { return }
            throw failure
        }
    }

    /// How a file gets its final name without replacing what may stand there.
    enum Move: CaseIterable {
        /// One system call; Linux and macOS have it on their own file systems.
        case rename
        /// A second name, then the first one goes.
        case link
        /// An empty file that reserves the name and is then replaced: for file systems without links, such as exFAT.
        case reserve
    }

    /// Renames `name` to `target` in the first of `ways` that the file system knows.
    ///
    /// - Throws: EEXIST if there is something called `target`, which then is as it was.
    func move(_ name: String, to target: String, ways: [Move] = Move.allCases) throws(POSIXFailure) {
        try target.checkForSystem()
        var failure = POSIXFailure(number: ENOTSUP)
        for way in ways {
            do throws(POSIXFailure) {
                return try move(name, to: target, by: way)
            } catch {
                guard [ENOSYS, EINVAL, ENOTSUP, EOPNOTSUPP, EPERM].contains(error.number) else { throw error }
                failure = error
            }
        }
        throw failure
    }

    private func move(_ name: String, to target: String, by way: Move) throws(POSIXFailure) {
        switch way {
        case .rename:
            guard unsafe cvideogen_rename_exclusive(descriptor, name, target) == 0 else { throw .last }
        case .link:
            guard unsafe linkat(descriptor, name, descriptor, target, 0) == 0 else { throw .last }
            try? remove(name)  // the target stands; a name too many is no failure
        case .reserve:
            _ = try makeFile(target)
            if unsafe renameat(descriptor, name, descriptor, target) != 0 {
                let failure = POSIXFailure.last
                try? remove(target)
                throw failure
            }
        }
    }
}
