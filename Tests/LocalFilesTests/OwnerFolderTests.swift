// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@testable import LocalFiles

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

@Suite("The folder of owners")
struct OwnerFolderTests {
    let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    @Test("passes over what is no file, and leaves it alone")
    func strayThings() throws {
        let path = folder["owners"]
        let claim = try OwnerFolder(path).claim()
        let name = String(repeating: "0", count: 24)
        _ = try folder.makeFolder("owners/notes")
        _ = try folder.makeFolder("owners/" + name)
        #expect(unsafe symlink("nowhere", folder["owners/link"]) == 0)
        #expect(unsafe mkfifo(folder["owners/pipe"], 0o600) == 0)
        let owners = try OwnerFolder(path)
        #expect(try owners.isAlive(claim.name))
        #expect(try !owners.isAlive(name))
        let second = try owners.claim()
        #expect(try owners.isAlive(second.name))
        for stray in ["notes", name, "link", "pipe"] {
            #expect(try Folder(path).information(of: stray) != nil, "\(stray)")
        }
        claim.release()
        #expect(try !owners.isAlive(claim.name))
    }

    @Test("is judged as the folder that was opened, even if its path names another one by now")
    func openedFolder() throws {
        let inner = try folder.makeFolder("inner")
        let opened = try Folder(inner)
        #expect(unsafe rename(inner, folder["moved"]) == 0)
        _ = try folder.makeFolder("inner")
        let information = try opened.information()
        #expect(information.inode == (try Folder.information(at: folder["moved"])?.inode))
        #expect(information.inode != (try Folder.information(at: inner)?.inode))
    }
}
