// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The temporary folder that holds images and clips while the emulator runs.
struct WorkFolder: Sendable {
    let path: String

    /// Makes a fresh folder that only this user can open.
    static func make() throws -> WorkFolder {
        let base = FileManager.default.temporaryDirectory.path
        let path = (base.hasSuffix("/") ? base : base + "/") + "video-emulator-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        return WorkFolder(path: path)
    }

    /// The path of a file in the folder.
    func file(_ name: String) -> String {
        path + "/" + name
    }

    /// Writes a file unless it is already there. One that is there is never replaced, also by one that is written at the same
    /// time: somebody may be reading it, and would find it changed.
    func keep(_ bytes: [UInt8], as name: String) throws {
        let files = FileManager.default
        guard !files.fileExists(atPath: file(name)) else { return }
        let draft = file(UUID().uuidString)
        try Data(bytes).write(to: URL(filePath: draft))
        defer { try? files.removeItem(atPath: draft) }
        do {
            try files.linkItem(atPath: draft, toPath: file(name))
        } catch {
            guard files.fileExists(atPath: file(name)) else { throw error }
        }
    }

    /// All bytes of a file.
    func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: file(name))))
    }

    /// Removes the folder and all in it.
    func removeAll() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
