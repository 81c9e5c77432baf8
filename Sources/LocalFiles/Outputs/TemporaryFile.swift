// SPDX-License-Identifier: Apache-2.0

/// A new hidden file in a folder, which only its owner can read until it gets its name.
///
/// It is locked as long as it is open, so that others can tell a file that is written from one that was left behind.
/// Whoever removes a name holds the lock of the file that has it.
struct TemporaryFile: ~Copyable {
    let name: String
    var file: File
    /// The permissions that a new file has here by the umask, or by the folder's access list.
    let finalPermissions: UInt16
}

extension TemporaryFile {
    /// Makes the file.
    ///
    /// It is made with the usual permissions and then narrowed, because that tells what the usual ones are: asking for
    /// the umask means to change it for a moment, for all threads of the app.
    ///
    /// A file with the same `label` that nobody has locked is what a process that is gone left behind, and is removed.
    /// If somebody is still at it, or that cannot be told, it stays, and the new file gets a random name.
    init(in folder: borrowing Folder, label: String? = nil) throws(POSIXFailure) {
        var generator = SystemRandomNumberGenerator()
        var labelled = label.map { ".videogen-\($0).part" }
        var attempts = 0
        while true {
            if let name = labelled, !Self.isFree(name, in: folder) { labelled = nil }
            let name = labelled ?? Self.randomName(using: &generator)
            labelled = nil
            do throws(POSIXFailure) {
                let file = try folder.makeFile(name)
                // Not every file system has locks; without them the comparison before the renaming has to do.
                let isLocked = (try? file.tryLock(.exclusive)) ?? true
                // Somebody who cleans up may have been faster with the lock.
                if isLocked, try file.hasName(name, in: folder) {
                    let permissions = try file.information().permissions
                    // Not every file system has permissions; without them there is nothing to narrow.
                    try? file.setPermissions(0o600)
                    self.init(name: name, file: file, finalPermissions: permissions)
                    return
                }
                attempts += 1
                if attempts == 8 { throw .exists }
            } catch {
                attempts += 1
                if error != .exists || attempts >= 8 { throw error }
            }
        }
    }

    /// Whether `name` can be taken, once what is left behind there has been removed.
    private static func isFree(_ name: String, in folder: borrowing Folder) -> Bool {
        do throws(POSIXFailure) {
            let file = try folder.openFile(name)
            guard try file.tryLock(.exclusive) else { return false }
            // Between the opening and the lock it may have got its final name, or another file this one.
            if try file.hasName(name, in: folder) { try folder.remove(name) }
            return true
        } catch {
            return error == .missing
        }
    }

    /// Removes the file's name, unless another file has it by now, and closes it.
    mutating func discard(in folder: borrowing Folder) {
        if (try? file.hasName(name, in: folder)) == true { try? folder.remove(name) }
        file.end()
    }

    // Short, whatever the final name is, and recognisable as ours when a crash leaves one behind.
    private static func randomName(using generator: inout some RandomNumberGenerator) -> String {
        let number = UInt64.random(in: .min ... .max, using: &generator)
        return ".videogen-" + String(number, radix: 36) + ".part"
    }
}

extension File {
    /// Whether `name` in `folder` is this file, not another one.
    borrowing func hasName(_ name: String, in folder: borrowing Folder) throws(POSIXFailure) -> Bool {
        guard let named = try folder.information(of: name) else { return false }
        let own = try information()
        return own.device == named.device && own.inode == named.inode
    }
}
