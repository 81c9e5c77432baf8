// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import Testing
import VideoGenerationCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

struct FileSourceTests {
    let folder: TestFolder
    let path: String
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }

    init() throws {
        folder = try TestFolder()
        path = try folder.make("a.bin", bytes)
    }

    private func readAll(_ reader: any ByteReader, by size: Int = 300) throws -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: size)
        while true {
            let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe reader.read(into: $0) }
            if count == 0 { return all }
            all += buffer.prefix(count)
        }
    }

    private func expectChanged(_ body: () throws -> Void) throws {
        let error = try #require(throws: VideoGenerationError.self, performing: body)
        #expect(error.code == .unreadableInput)
        #expect(error.message.contains("changed"))
        #expect(error.message.contains(path))
    }

    @Test("A source reads the same bytes any number of times", arguments: [1, 300, 1000, 5000])
    func reads(size: Int) throws {
        let source = try FileSource(path: path)
        #expect(source.byteCount == 1000)
        for _ in 0..<2 { #expect(try readAll(source.open(), by: size) == bytes) }
    }

    static let changes: [(name: String, change: @Sendable (TestFolder, String) throws -> Void)] = [
        ("shrunk", { _, path in try setSize(path, 10) }),
        ("emptied", { _, path in try setSize(path, 0) }),
        ("grown", { _, path in try append(path, [1]) }),
        (
            "replaced by its copy",
            { folder, path in
                let copy = try folder.make("copy", contents(path))
                #expect(unsafe rename(copy, path) == 0)
            }
        ),
        (
            "replaced by a FIFO",
            { _, path in
                #expect(unsafe unlink(path) == 0)
                #expect(unsafe mkfifo(path, 0o644) == 0)
            }
        ),
    ]

    @Test("A file that was changed after its inspection is not opened", arguments: changes.indices)
    func changedBeforeOpening(index: Int) throws {
        let source = try FileSource(path: path)
        try Self.changes[index].change(folder, path)
        try expectChanged { _ = try source.open() }
    }

    @Test("A file that is gone after its inspection is not opened")
    func removed() throws {
        let source = try FileSource(path: path)
        #expect(unsafe unlink(path) == 0)
        let error = try #require(throws: VideoGenerationError.self) { try source.open() }
        #expect(error.code == .unreadableInput)
    }

    @Test("Other content with the old size and time is found out before the last byte is handed out")
    func sameSizeAndTime() throws {
        let source = try FileSource(path: path)
        try overwriteKeepingTime(path, bytes.reversed())
        let reader = try source.open()
        var received = 0
        try expectChanged {
            var buffer = [UInt8](repeating: 0, count: 300)
            while true {
                let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe reader.read(into: $0) }
                if count == 0 { return }
                received += count
            }
        }
        #expect(received < bytes.count)
    }

    @Test("A file that shrinks or grows while it is read ends the reading", arguments: [10, 500, 1001])
    func changedWhileReading(size: Int) throws {
        let reader = try FileSource(path: path).open()
        var buffer = [UInt8](repeating: 0, count: 100)
        #expect(try unsafe buffer.withUnsafeMutableBytes { try unsafe reader.read(into: $0) } == 100)
        try setSize(path, size)
        try expectChanged { _ = try readAll(reader) }
    }

    @Test("A changed permission is no change of content")
    func permission() throws {
        let source = try FileSource(path: path)
        #expect(unsafe chmod(path, 0o600) == 0)
        #expect(try readAll(source.open()) == bytes)
    }

    private func overwriteKeepingTime(_ path: String, _ bytes: [UInt8]) throws {
        var raw = stat()
        #expect(unsafe stat(path, &raw) == 0)
        try overwrite(path, bytes)
        #if canImport(Darwin)
            let times = [raw.st_atimespec, raw.st_mtimespec]
        #else
            let times = [raw.st_atim, raw.st_mtim]
        #endif
        #expect(unsafe utimensat(AT_FDCWD, path, times, 0) == 0)
    }
}
