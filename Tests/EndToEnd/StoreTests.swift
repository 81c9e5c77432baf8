// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestServers
import Testing

@Suite("The journal's place", .needsEmulator)
struct StoreTests {
    @Test("What asks about nothing recorded makes no file", arguments: ["plan", "models", "doctor"])
    func untouched(command: String) async throws {
        try await withoutService { box in
            _ = try await box.run([command] + (command == "plan" ? ["x", "--image", box.image] : []) + ["--json"])
            #expect(!FileManager.default.fileExists(atPath: box.journal))
            #expect(files(in: box.home).isEmpty)
        }
    }

    @Test("The journal is for its owner alone, whatever the umask is", arguments: ["000", "077"])
    func modes(mask: String) async throws {
        try await withService { _, box in
            let run = try await box.start(box.job(), shell: "umask \(mask); exec \"$@\"").finished()
            #expect(run.code == 0, "\(run)")
            let manager = FileManager.default
            func mode(_ path: String) throws -> Int {
                try #require(try manager.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
            }
            #expect(try mode(box.journal) == 0o700)
            for name in try #require(manager.subpaths(atPath: box.journal)) {
                var isFolder: ObjCBool = false
                _ = unsafe manager.fileExists(atPath: box.journal + "/" + name, isDirectory: &isFolder)
                #expect(try mode(box.journal + "/" + name) == (isFolder.boolValue ? 0o700 : 0o600), "\(name)")
            }
            #expect(files(in: box.journal).contains("tasks.sqlite"))
        }
    }

    @Test("The store lies where its variable says")
    func elsewhere() async throws {
        try await withService { _, box in
            let path = box.root + "/else/where.db"
            let run = try await box.generate(environment: ["VIDEOGEN_STORE": "sqlite:" + path])
            #expect(run.code == 0, "\(run)")
            #expect(FileManager.default.fileExists(atPath: path))
            #expect(!FileManager.default.fileExists(atPath: box.journal))
            let variables = ["VIDEOGEN_HOME": "", "XDG_STATE_HOME": box.root + "/s"]
            let state = try await box.tasks("list", environment: variables)
            #expect(state.last == [])
            #expect(FileManager.default.fileExists(atPath: box.root + "/s/videogen/tasks.sqlite"))
        }
    }

    @Test("A store in memory is forgotten with the process")
    func memory() async throws {
        try await withService { _, box in
            let run = try await box.generate(environment: ["VIDEOGEN_STORE": "memory:"])
            #expect(run.code == 0, "\(run)")
            #expect(!FileManager.default.fileExists(atPath: box.journal))
        }
    }

    @Test("A store that cannot be used ends with 78 before anything is sent, also for who only looks")
    func garbage() async throws {
        try await withService { emulator, box in
            let path = box.root + "/inputs/garbage.sqlite"
            try Data(repeating: 0x41, count: 8192).write(to: URL(filePath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: box.root + "/inputs")
            let variables = ["VIDEOGEN_STORE": "sqlite:" + path]
            let run = try await box.generate(environment: variables)
            #expect(run.code == 78 && run.last["code"] == "configuration", "\(run)")
            #expect(run.last["message"].text?.contains(path) == true)
            #expect(try await box.tasks("list", environment: variables).code == 78)
            let doctor = try await box.run(["doctor", "--json"], environment: variables)
            #expect(doctor.code == 78 && doctor.last["store"]["verdict"] == "bad", "\(doctor)")
            #expect(try await emulator.requests.isEmpty)
            #expect(contents(path) == Data(repeating: 0x41, count: 8192))
        }
    }

    @Test(
        "A store of a newer version, or of another program, is left as it is, with 78",
        arguments: [(60, "newer"), (68, "another program")])
    func foreign(offset: Int, whose: String) async throws {
        try await withService { emulator, box in
            _ = try await box.generate()
            // The header of an SQLite file: user version at 60, application id at 68.
            let path = box.journal + "/tasks.sqlite"
            var data = contents(path)
            data.replaceSubrange(offset..<offset + 4, with: [0, 0, 0x7F, 0x7F])
            let file = try #require(FileHandle(forWritingAtPath: path))
            try file.write(contentsOf: data)
            try file.close()
            let run = try await box.generate()
            #expect(run.code == 78 && run.last["code"] == "configuration", "\(whose): \(run)")
            #expect(contents(path) == data)
            #expect(try await emulator.requests("POST").count == 1)
        }
    }

    @Test(
        "A job, its second run and the doctor go by a store in PostgreSQL",
        .enabled(if: PostgresServer.isInstalled, "PostgreSQL is not installed"))
    func postgres() async throws {
        let server = try PostgresServer()
        let variables = [
            "VIDEOGEN_STORE": "postgresql:///postgres?host=\(server.folder)&user=videogen&password=secret-word"
        ]
        try await withService { emulator, box in
            let early = try await box.run(["doctor", "--json"], environment: variables)
            #expect(early.last["store"]["detail"].text?.contains("not there yet") == true, "\(early)")
            let run = try await box.generate("--request-id", "k", environment: variables)
            #expect(run.code == 0, "\(run)")
            let again = try await box.generate("--request-id", "k", environment: variables)
            #expect(again.code == 0 && again.last["task"] == run.last["task"], "\(again)")
            #expect(try await emulator.requests("POST").count == 1)
            #expect(!FileManager.default.fileExists(atPath: box.journal + "/tasks.sqlite"))
            let doctor = try await box.run(["doctor", "--json"], environment: variables)
            #expect(doctor.last["store"]["verdict"] == "ok", "\(doctor)")
            #expect(doctor.description.contains("0 unfinished tasks"))
            for run in [early, run, again, doctor] { #expect(!run.description.contains("secret-word")) }
        }
    }

    @Test("A PostgreSQL store whose address makes no sense is 78, without a word of its password")
    func wrongAddress() async throws {
        try await withoutService { box in
            let run = try await box.tasks("list", environment: ["VIDEOGEN_STORE": "postgresql://u:secret@word@h/d"])
            #expect(run.code == 78 && run.last["message"].text?.contains("PostgreSQL") == true, "\(run)")
            #expect(!run.description.contains("secret") && !run.description.contains("word@"))
        }
    }

    @Test("The doctor tells every variable that is wrong, and a store that could not be made")
    func ill() async throws {
        try await withoutService { box in
            let file = try box.write(Data("x".utf8), to: "file")
            let run = try await box.run(
                ["doctor", "--json"],
                environment: [
                    "HIGHWAY_BASE_URL": "http://service.example", "VIDEOGEN_POLL_INTERVAL": "soon",
                    "VIDEOGEN_HOME": file + "/home",
                ])
            #expect(run.code == 78, "\(run)")
            #expect(run.last["HIGHWAY_BASE_URL"]["detail"].text?.contains("VIDEOGEN_TRUSTED_HOSTS") == true)
            #expect(run.last["VIDEOGEN_POLL_INTERVAL"]["verdict"] == "bad")
            #expect(run.last["store"]["verdict"] == "bad" && run.last["libcurl"]["verdict"] == "ok", "\(run)")
        }
    }

    @Test("The doctor describes a store that is there")
    func doctor() async throws {
        try await withService { _, box in
            _ = try await box.generate()
            let run = try await box.run(["doctor", "--json"])
            let detail = try #require(run.last["store"]["detail"].text)
            #expect(run.code == 0 && detail.contains(box.journal) && detail.contains("1 tasks"), "\(run)")
            #expect(detail.contains("schema 4") && detail.contains("journal mode"))
        }
    }
}
