// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import VideoGenerationKit

@Suite struct EnvironmentCredentialsTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "key-\(UUID().uuidString)")

    private func file(_ content: Data) throws -> String {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let url = folder.appending(path: UUID().uuidString)
        try content.write(to: url)
        return url.path
    }

    @Test("A key is read from its variable, or from the file that a variable names")
    func found() throws {
        let path = try file(Data("from-file\n".utf8))
        defer { try? FileManager.default.removeItem(at: folder) }
        let both = EnvironmentCredentials(["A_KEY": "from-variable", "A_KEY_FILE": path])
        #expect(try both.credential(named: "A_KEY")?.reveal() == "from-variable")
        let one = EnvironmentCredentials(["A_KEY": "", "A_KEY_FILE": path])
        #expect(try one.credential(named: "A_KEY")?.reveal() == "from-file")
        #expect(try EnvironmentCredentials([:]).credential(named: "A_KEY") == nil)
    }

    @Test("A rotated key file takes effect without a restart")
    func rotated() throws {
        let path = try file(Data("old".utf8))
        defer { try? FileManager.default.removeItem(at: folder) }
        let credentials = EnvironmentCredentials(["A_KEY_FILE": path])
        #expect(try credentials.credential(named: "A_KEY")?.reveal() == "old")
        try Data("new".utf8).write(to: URL(filePath: path))
        #expect(try credentials.credential(named: "A_KEY")?.reveal() == "new")
    }

    @Test("A key file that is missing, empty, too large or no text is an error that names the variable")
    func bad() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let paths = [
            folder.path + "/missing", try file(Data()), try file(Data([0xFF, 0xFE, 0x00])), folder.path,
            try file(Data(count: SettingsFile.byteCeiling + 1)), try file(Data("two\nlines".utf8)),
        ]
        for path in paths {
            #expect {
                try EnvironmentCredentials(["A_KEY_FILE": path]).credential(named: "A_KEY")
            } throws: { error in
                guard let error = error as? VideoGenerationError else { return false }
                return error.message.hasPrefix("A_KEY_FILE") && !error.message.contains("lines")
            }
        }
    }

    @Test("A key from a pipe is read once and kept")
    func piped() throws {
        let path = folder.path + ".pipe"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let made = unsafe mkfifo(path, 0o600)
        #expect(made == 0)
        let writer = Thread { try? Data("from-pipe\n".utf8).write(to: URL(filePath: path)) }
        writer.start()
        let credentials = EnvironmentCredentials(["A_KEY_FILE": path])
        #expect(try credentials.credential(named: "A_KEY")?.reveal() == "from-pipe")
        #expect(try credentials.credential(named: "A_KEY")?.reveal() == "from-pipe")
    }
}
