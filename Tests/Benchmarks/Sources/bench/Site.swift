// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Everything that rows need: programs, servers, files, and what has been run already.
final class Site {
    let options: Options
    let folder: URL
    let certificates: Certificates?
    let port: Int
    let tlsPort: Int
    /// Of nginx, if it is there.
    let secondPort: Int?
    let image: String
    let smallImage: String
    let mediumImage: String
    /// Where downloads go: memory if possible, so that no disk is in what they cost.
    let target: String
    private var servers: [Server]
    private var ends: [Key: Ended] = [:]

    private struct Key: Hashable {
        let command: Command
        let round: Int
    }

    init(_ options: Options) throws {
        self.options = options
        let name = "video-benchmarks-\(UUID().uuidString)"
        let folder = FileManager.default.temporaryDirectory.appending(path: name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.folder = folder
        certificates = try Certificates(in: folder)
        (image, mediumImage, smallImage) = try (
            Self.picture(20 << 20, in: folder), Self.picture(5 << 20, in: folder), Self.picture(64 << 10, in: folder)
        )
        let memory = "/dev/shm"
        let isThere = FileManager.default.isWritableFile(atPath: memory)
        target = (isThere ? "\(memory)/\(name)" : folder.appending(path: "download").path) + ".mp4"
        let (server, ports) = try Server.plain(Self.sibling("bench-server"), certificates, in: folder)
        (port, tlsPort) = (ports.port, ports.tlsPort)
        servers = [server]
        guard let certificates, let (second, port) = try Server.secure(certificates, like: ports.port, in: folder)
        else {
            secondPort = nil
            return
        }
        secondPort = port
        servers.append(second)
    }

    func close() {
        for server in servers { server.stop() }
        try? FileManager.default.removeItem(at: folder)
        for path in [target, target + ".part"] { try? FileManager.default.removeItem(atPath: path) }
    }

    // MARK: Programs

    private static func sibling(_ name: String) -> URL {
        (Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])).deletingLastPathComponent()
            .appending(path: name)
    }

    /// A program of this package.
    func ours(_ name: String, _ words: String...) -> Command {
        Command(words: [Self.sibling(name).path] + words)
    }

    /// async-http-client, from the package of peers; nil if that was not built.
    func peer(_ words: String...) -> Command? {
        options.peers.map { Command(words: ["\($0)/peer-ahc"] + words) }
    }

    /// URLSession with its libraries loaded when it starts, as a package is linked unless it says otherwise; nil if the
    /// package of peers was not built.
    func dynamicURLSession(_ words: String...) -> Command? {
        options.peers.map { Command(words: ["\($0)/peer-urlsession"] + words) }
    }

    /// One of Python's clients; nil without an environment that has them.
    func python(_ words: String...) -> Command? {
        guard let python = options.python, let script = options.script else { return nil }
        return Command(words: [python, script] + words)
    }

    /// Runs a command once in each round, whoever asks for what it took.
    func ended(_ command: Command, _ round: Int) throws -> Ended {
        let key = Key(command: command, round: round)
        if let known = ends[key] { return known }
        let ended = try command.run(in: folder)
        ends[key] = ended
        return ended
    }

    func reading(_ command: Command, _ round: Int) throws -> Reading { try ended(command, round).reading() }

    /// Does `work` with `bench-server` on the processor of what is started there.
    func onOneProcessor<Value>(_ work: () throws -> Value) rethrows -> Value {
        try servers[0].onOneProcessor(work)
    }

    // MARK: Places

    var url: String { "http://127.0.0.1:\(port)" }
    var pollURL: String { url + "/v3/async/task-result" }
    var tlsURL: String { "https://127.0.0.1:\(tlsPort)/v3/async/task-result" }
    var secondURL: String? { secondPort.map { "https://127.0.0.1:\($0)/v3/async/task-result" } }

    /// A file that is a PNG image by its beginning (1280x720), and noise after that.
    private static func picture(_ byteCount: Int, in folder: URL) throws -> String {
        var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
        bytes += Array("IHDR".utf8) + [0, 0, 5, 0, 0, 0, 2, 0xD0, 8, 2, 0, 0, 0, 0x40, 0x1F, 0x4A, 0x01]
        bytes.reserveCapacity(byteCount)
        var state: UInt64 = 1
        while bytes.count < byteCount {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes.append(UInt8(truncatingIfNeeded: state >> 56))
        }
        let file = folder.appending(path: "\(byteCount).png")
        try Data(bytes).write(to: file)
        return file.path
    }
}
