// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import LocalFiles

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The umask belongs to the whole process, so these run one after the other.
@Suite(.serialized)
struct PermissionTests {
    @Test("A finished file has the permissions that the umask leaves", arguments: [0o000, 0o022, 0o027, 0o077])
    func file(mask: Int) throws {
        let folder = try TestFolder()
        let old = umask(mode_t(mask))
        defer { umask(old) }
        let file = try PartialFile(target: folder["video.mp4"])
        #expect(try permissions(file.path) == 0o600)
        _ = try file.finish()
        #expect(try permissions(folder["video.mp4"]) == UInt16(0o666 & ~mask))
    }

    @Test("A folder that we make has the permissions that the umask leaves", arguments: [0o000, 0o022, 0o077])
    func folder(mask: Int) throws {
        let folder = try TestFolder()
        let old = umask(mode_t(mask))
        defer { umask(old) }
        try OutputPlan(output: folder["new/"], samples: 1).check()
        #expect(try permissions(folder["new"]) == UInt16(0o777 & ~mask))
    }
}
