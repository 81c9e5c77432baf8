// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A program of this package, which stands beside this one.
enum Program {
    struct Failure: Error {
        let program: String
    }

    static func process(_ name: String, _ arguments: [String]) throws -> (Process, Pipe) {
        guard let own = Bundle.main.executableURL else { throw Failure(program: name) }
        let process = Process()
        process.executableURL = own.deletingLastPathComponent().appending(path: name)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        return (process, output)
    }

    /// Runs it and returns what it printed.
    static func output(_ name: String, _ arguments: [String]) throws -> Data {
        let (process, output) = try process(name, arguments)
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(program: name) }
        return data
    }
}

/// The running `byte-server`, which ends with this process, however that ends.
struct Server {
    let port: Int
    private let process: Process
    private let input = Pipe()

    init() throws {
        let (process, output) = try Program.process("byte-server", [])
        process.standardInput = input
        try process.run()
        self.process = process
        let line = output.fileHandleForReading.availableData
        port = try JSONDecoder().decode([String: Int].self, from: line)["port"] ?? 0
    }

    func end() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}

/// A folder that is removed in the end.
struct TemporaryFolder {
    private let url: URL

    var path: String { url.path }

    init(in parent: URL = FileManager.default.temporaryDirectory) throws {
        url = parent.appending(path: "video-benchmarks-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    func subfolder() throws -> TemporaryFolder {
        try TemporaryFolder(in: url)
    }

    func remove() {
        try? FileManager.default.removeItem(at: url)
    }

    /// The path of a file that is a PNG image by its beginning (1280x720), and noise after that.
    func image(byteCount: Int) throws -> String {
        let file = url.appending(path: "\(byteCount).png")
        if FileManager.default.fileExists(atPath: file.path) { return file.path }
        var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
        bytes += Array("IHDR".utf8) + [0, 0, 5, 0, 0, 0, 2, 0xD0, 8, 2, 0, 0, 0, 0x40, 0x1F, 0x4A, 0x01]
        var state: UInt64 = 1
        while bytes.count < byteCount {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes.append(UInt8(truncatingIfNeeded: state >> 56))
        }
        try Data(bytes).write(to: file)
        return file.path
    }
}
