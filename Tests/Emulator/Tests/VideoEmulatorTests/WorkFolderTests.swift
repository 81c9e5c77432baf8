// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import VideoEmulator

@Suite("The folder of images and clips")
struct WorkFolderTests {
    @Test("a file that several keep at the same time is written once, and never replaced")
    func together() async throws {
        let folder = try WorkFolder.make()
        defer { folder.removeAll() }
        let bytes = [UInt8](repeating: 7, count: 1 << 20)
        let numbers = try await withThrowingTaskGroup(of: UInt64?.self) { group in
            for _ in 0..<32 {
                group.addTask {
                    try folder.keep(bytes, as: "picture")
                    let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("picture"))
                    return (attributes[.systemFileNumber] as? NSNumber)?.uint64Value
                }
            }
            return try await group.reduce(into: Set<UInt64?>()) { $0.insert($1) }
        }
        #expect(numbers.count == 1 && numbers.first != .some(nil))
        #expect(try folder.read("picture") == bytes)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["picture"])
    }
}
