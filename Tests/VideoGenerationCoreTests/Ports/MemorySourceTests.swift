// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct MemorySourceTests {
    @Test("A source gives all its bytes in order, each time it is opened", arguments: [1, 3, 7, 100, 4096])
    func reads(capacity: Int) throws {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
        let source = MemorySource(bytes)
        #expect(source.byteCount == 1000)
        for _ in 0..<2 {
            let reader = source.open()
            var read: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: capacity)
            while true {
                let count = try unsafe buffer.withUnsafeMutableBytes { unsafe try reader.read(into: $0) }
                if count == 0 { break }
                read += buffer.prefix(count)
            }
            #expect(read == bytes)
            #expect(try unsafe buffer.withUnsafeMutableBytes { unsafe try reader.read(into: $0) } == 0)
        }
    }

    @Test("An empty source ends at once")
    func empty() throws {
        var buffer: [UInt8] = [1]
        #expect(try unsafe buffer.withUnsafeMutableBytes { unsafe try MemorySource([]).open().read(into: $0) } == 0)
    }
}
