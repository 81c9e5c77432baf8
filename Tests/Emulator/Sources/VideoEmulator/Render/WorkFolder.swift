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

    /// Writes a file unless it is already there.
    func keep(_ bytes: [UInt8], as name: String) throws {
        guard !FileManager.default.fileExists(atPath: file(name)) else { return }
        try Data(bytes).write(to: URL(filePath: file(name)), options: .atomic)
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
