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

struct StandardInputTests {
    private func read(_ bytes: [UInt8], ceiling: Int) throws -> [UInt8] {
        var ends: [Int32] = [0, 0]
        #expect(unsafe pipe(&ends) == 0)
        defer { close(ends[0]) }
        // Less than a pipe holds, so nobody has to read meanwhile.
        #expect(unsafe write(ends[1], bytes, bytes.count) == bytes.count)
        close(ends[1])
        return try InputInspector.readToEnd(ends[0], byteCeiling: ceiling)
    }

    @Test("A pipe is read to its end")
    func pipeToEnd() throws {
        #expect(try read([1, 2, 3], ceiling: 3) == [1, 2, 3])
    }

    @Test("More bytes than allowed, or none, are refused", arguments: [[UInt8](repeating: 1, count: 5), []])
    func refused(bytes: [UInt8]) throws {
        let error = try #require(throws: VideoGenerationError.self) { try read(bytes, ceiling: 4) }
        #expect(error.code == .invalidInput)
    }

    @Test("A closed or unreadable standard input is an unreadable input")
    func closed() throws {
        let folder = unsafe open("/tmp", O_RDONLY)
        defer { close(folder) }
        for descriptor in [-1, folder] {
            let error = try #require(throws: VideoGenerationError.self) {
                try InputInspector.readToEnd(descriptor, byteCeiling: 4)
            }
            #expect(error.code == .unreadableInput)
        }
    }
}
