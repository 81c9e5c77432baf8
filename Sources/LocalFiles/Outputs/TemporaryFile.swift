// SPDX-License-Identifier: Apache-2.0

/// A new hidden file in a folder, which only its owner can read until it gets its name.
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
    init(in folder: borrowing Folder) throws(POSIXFailure) {
        var generator = SystemRandomNumberGenerator()
        var attempts = 0
        while true {
            let name = Self.randomName(using: &generator)
            do throws(POSIXFailure) {
                let file = try folder.makeFile(name)
                let permissions = try file.information().permissions
                // Not every file system has permissions; without them there is nothing to narrow.
                try? file.setPermissions(0o600)
                self.init(name: name, file: file, finalPermissions: permissions)
                return
            } catch {
                attempts += 1
                if error != .exists || attempts == 8 { throw error }
            }
        }
    }

    // Short, whatever the final name is, and recognisable as ours when a crash leaves one behind.
    private static func randomName(using generator: inout some RandomNumberGenerator) -> String {
        let number = UInt64.random(in: .min ... .max, using: &generator)
        return ".videogen-" + String(number, radix: 36) + ".part"
    }
}
