// SPDX-License-Identifier: Apache-2.0
package import VideoGenerationCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A folder with one locked file for each process, or part of one, that is alive.
///
/// The system gives a lock back when its process ends, however that happens; so a file that can be locked is that of the
/// dead. Names are never used twice.
package struct OwnerFolder: ~Copyable {
    private let place: PrivateFolder

    /// Opens or makes the folder, and removes the files of the dead.
    package init(_ path: String) throws(VideoGenerationError) {
        let opened = try PrivateFolder(path)
        try keeping(at: path) { () throws(POSIXFailure) in
            for name in try opened.folder.names() { _ = try Self.isLocked(name, in: opened.folder) }
        }
        place = opened
    }

    /// Makes a file of our own. Its name is alive as long as the value.
    package func claim() throws(VideoGenerationError) -> OwnerClaim {
        do throws(POSIXFailure) {
            var attempts = 0
            while true {
                if let claim = try tryClaim() { return claim }
                attempts += 1
                if attempts == 16 { throw POSIXFailure(number: EBUSY) }
            }
        } catch {
            throw .unusable(place.path, error)
        }
    }

    /// Locked before it has its name, so that nobody ever sees the name unlocked. Nil if somebody who cleans up took the
    /// temporary file for one that was left behind.
    private func tryClaim() throws(POSIXFailure) -> OwnerClaim? {
        let temporary = try TemporaryFile(in: place.folder)
        guard try temporary.file.tryLock(.exclusive) else { return nil }
        let name = Self.randomName()
        do throws(POSIXFailure) {
            try place.folder.move(temporary.name, to: name, ways: [.rename, .link])
        } catch {
            if error == .missing || error == .exists { return nil }
            try? place.folder.remove(temporary.name)
            throw error
        }
        return OwnerClaim(name: name, path: PathParts.join(place.path, name), file: temporary.file)
    }

    /// Whether whoever has claimed `name` is alive. False is final.
    package func isAlive(_ name: String) throws(VideoGenerationError) -> Bool {
        guard Self.isName(name) else { return false }
        do throws(POSIXFailure) {
            return try Self.isLocked(name, in: place.folder)
        } catch {
            throw .unusable(PathParts.join(place.path, name), error)
        }
    }

    /// Removes the file if it is not locked. The lock for that is shared: two who look at once both find the dead dead.
    private static func isLocked(_ name: String, in folder: borrowing Folder) throws(POSIXFailure) -> Bool {
        do throws(POSIXFailure) {
            // Nobody's claim is a folder or a link; who put it there may keep it.
            guard try folder.information(of: name)?.kind == .regular else { return false }
            let file = try folder.openFile(name)
            guard try file.tryLock(.shared) else { return true }
            try folder.remove(name)
            return false
        } catch {
            if error == .missing { return false }
            throw error
        }
    }

    private static func randomName() -> String {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")
        return String((0..<24).map { _ in alphabet[Int.random(in: 0..<32, using: &generator)] })
    }

    /// Names come back out of records: nothing else may become a part of a path.
    private static func isName(_ name: String) -> Bool {
        name.utf8.count == 24
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            }
    }
}

/// A name that is alive as long as this object, and until ``release()``.
package final class OwnerClaim {
    /// The name.
    package let name: String
    private let path: String
    private var file: File

    init(name: String, path: String, file: consuming File) {
        self.name = name
        self.path = path
        self.file = file
    }

    deinit {
        release()
    }

    /// Lets others find the name dead.
    package func release() {
        // Removed while it is locked: whoever finds it in between still finds it alive, afterwards gone.
        unsafe _ = unlink(path)
        file.end()
    }
}
