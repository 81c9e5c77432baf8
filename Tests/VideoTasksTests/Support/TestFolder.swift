// SPDX-License-Identifier: Apache-2.0
import Foundation
import LocalFiles
import VideoTasks

/// A fresh folder for the files of one test, removed with this object.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "videotasks-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The names in the folder, hidden ones included, in order.
    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    func content(_ name: String) -> [UInt8]? { Self.content(at: path + "/" + name) }

    static func content(at path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: path).map { [UInt8]($0) }
    }

    func write(_ name: String, _ bytes: [UInt8]) {
        _ = FileManager.default.createFile(atPath: path + "/" + name, contents: Data(bytes))
    }

    /// A destination in the folder: `video.mp4`, or the folder itself for several samples.
    func destination(samples: Int = 1) throws -> Destination {
        .files(try OutputPlan(output: samples == 1 ? path + "/video.mp4" : path, samples: samples))
    }
}
