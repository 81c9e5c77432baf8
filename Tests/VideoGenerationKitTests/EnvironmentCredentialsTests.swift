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
    func found() async throws {
        let path = try file(Data("from-file\n".utf8))
        defer { try? FileManager.default.removeItem(at: folder) }
        let both = EnvironmentCredentials(["A_KEY": "from-variable", "A_KEY_FILE": path])
        #expect(try await both.credential(named: "A_KEY")?.reveal() == "from-variable")
        let one = EnvironmentCredentials(["A_KEY": "", "A_KEY_FILE": path])
        #expect(try await one.credential(named: "A_KEY")?.reveal() == "from-file")
        #expect(try await EnvironmentCredentials([:]).credential(named: "A_KEY") == nil)
    }

    @Test("A rotated key file takes effect without a restart")
    func rotated() async throws {
        let path = try file(Data("old".utf8))
        defer { try? FileManager.default.removeItem(at: folder) }
        let credentials = EnvironmentCredentials(["A_KEY_FILE": path])
        #expect(try await credentials.credential(named: "A_KEY")?.reveal() == "old")
        try Data("new".utf8).write(to: URL(filePath: path))
        #expect(try await credentials.credential(named: "A_KEY")?.reveal() == "new")
    }

    @Test("A key file that is missing, empty, too large or no text is an error that names the variable")
    func bad() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let paths = [
            folder.path + "/missing", try file(Data()), try file(Data([0xFF, 0xFE, 0x00])), folder.path,
            try file(Data(count: SettingsFile.byteCeiling + 1)), try file(Data("two\nlines".utf8)),
        ]
        for path in paths {
            await #expect {
                try await EnvironmentCredentials(["A_KEY_FILE": path]).credential(named: "A_KEY")
            } throws: { error in
                guard let error = error as? VideoGenerationError else { return false }
                return error.message.hasPrefix("A_KEY_FILE") && !error.message.contains("lines")
            }
        }
    }

    @Test("A key from a pipe is read once and kept")
    func piped() async throws {
        let path = folder.path + ".pipe"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let made = unsafe mkfifo(path, 0o600)
        #expect(made == 0)
        let writer = Thread { try? Data("from-pipe\n".utf8).write(to: URL(filePath: path)) }
        writer.start()
        let credentials = EnvironmentCredentials(["A_KEY_FILE": path])
        #expect(try await credentials.credential(named: "A_KEY")?.reveal() == "from-pipe")
        #expect(try await credentials.credential(named: "A_KEY")?.reveal() == "from-pipe")
    }

    private func script(_ text: String) throws -> String {
        let path = try file(Data("#!/bin/sh\n\(text)\n".utf8))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        return path
    }

    @Test("A command's output is a key, kept until a service refuses it; a variable goes before it")
    func command() async throws {
        let count = folder.path + "/count"
        let path = try script("echo x >>\"$1\"; echo token-$(grep -c x \"$1\")")
        defer { try? FileManager.default.removeItem(at: folder) }
        let credentials = EnvironmentCredentials(["A_KEY_COMMAND": "\(path) \(count)"])
        let first = try #require(try await credentials.credential(named: "A_KEY"))
        #expect(first.reveal() == "token-1")
        #expect(try await credentials.credential(named: "A_KEY")?.reveal() == "token-1")
        await credentials.credentialWasRefused(first, named: "A_KEY")
        #expect(try await credentials.credential(named: "A_KEY")?.reveal() == "token-2")
        let both = EnvironmentCredentials(["A_KEY": "written", "A_KEY_COMMAND": "\(path) \(count)"])
        #expect(try await both.credential(named: "A_KEY")?.reveal() == "written")
    }

    @Test(
        "A command that fails, is missing, or prints no key is an error that names the variable and quotes nothing",
        arguments: ["echo secret; exit 1", "echo two; echo lines-secret", "true", nil])
    func badCommand(text: String?) async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try text.map(script) ?? folder.path + "/missing"
        let error = await #expect(throws: VideoGenerationError.self) {
            try await EnvironmentCredentials(["A_KEY_COMMAND": path]).credential(named: "A_KEY")
        }
        #expect([.authentication, .configuration].contains(error?.code))
        #expect(error?.message.contains("A_KEY") == true && error?.message.contains("secret") == false)
    }
}
