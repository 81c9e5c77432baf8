// SPDX-License-Identifier: Apache-2.0
import Foundation
import PreviewProvider
import Testing
import VideoGenerationCore

@Suite("The program that renders")
struct ChildProcessTests {
    private let workshop: Workshop
    private let clip = PanZoomClip(of: .testPicture, size: PixelSize(width: 64, height: 64), seconds: 1)

    init() throws {
        workshop = try Workshop()
    }

    private func failure(_ program: String) async -> VideoGenerationError? {
        do {
            try await PanZoomRenderer(ffmpeg: program).render(clip, to: workshop["clip.mp4"])
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "Without it, the error says in a sentence how to install it",
        arguments: ["/nowhere/ffmpeg", "no-such-ffmpeg", ""])
    func missing(program: String) async throws {
        let error = try #require(await failure(program))
        #expect(error.code == .configuration)
        #expect(error.message.contains("apt-get install ffmpeg") && error.message.contains("brew install ffmpeg"))
        #expect(workshop.names() == [])
        #expect(PanZoomRenderer(ffmpeg: program).program == nil)
    }

    @Test("When its task is cancelled, its whole process group is killed, and nothing is left behind")
    func cancelled() async throws {
        let program = try workshop.script("sleep 600 &\necho $$ $! >\"\(workshop.path)/pids\"\nwait")
        let task = Task { await failure(program) }
        #expect(try await eventually { workshop.text("pids").contains("\n") })
        let pids = workshop.text("pids").split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
        try #require(pids.count == 2 && pids.allSatisfy(isAlive))
        task.cancel()
        #expect(await task.value?.code == .cancelled)
        #expect(try await eventually { !pids.contains(where: isAlive) })
        #expect(workshop.names() == ["pids", "program"])
    }

    @Test("However much it says, only the beginning is told, without our paths")
    func chatter() async throws {
        let program = try workshop.script(
            "for last; do :; done\ni=0\nwhile [ $i -lt 20000 ]; do echo \"$i is wrong with $last\" >&2; i=$((i+1)); done\n"
                + "echo no-equals-sign\nprintf '\\000\\377\\n'\nexit 3")
        let error = try #require(await failure(program))
        #expect(error.code == .generationFailed && error.message.contains("ffmpeg ended with 3: 0 is wrong"))
        #expect(error.message.utf8.count < 600 && !error.message.contains(workshop.path), "\(error)")
    }

    @Test("It does not get our keys, and cannot be made to write a log")
    func environment() async throws {
        let program = try workshop.script("env >\"\(workshop.path)/environment\"\nexit 1")
        #expect(await failure(program)?.code == .generationFailed)
        let names = workshop.text("environment").split(separator: "\n").map { $0.prefix { $0 != "=" } }
        let fromShell: Set<Substring> = ["PWD", "OLDPWD", "SHLVL", "_"]
        let allowed: Set<Substring> = [
            "PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
            "DYLD_FALLBACK_LIBRARY_PATH", "XDG_RUNTIME_DIR",
        ]
        #expect(names.contains("PATH") && allowed.union(fromShell).isSuperset(of: names), "\(names)")
    }

    @Test("A program that cannot be run is a matter of configuration")
    func notAProgram() async throws {
        _ = try workshop.script("exit 0")
        try Data([0, 1, 2, 3]).write(to: URL(filePath: workshop["program"]))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: workshop["program"])
        #expect(await failure(workshop["program"])?.code == .configuration)
        #expect(PanZoomRenderer(ffmpeg: workshop.path).program == nil)
    }

    @Test("A program that ends well and writes nothing gives no video that a reader takes for one")
    func empty() async throws {
        let program = try workshop.script("exit 0")
        #expect(await failure(program)?.code == .generationFailed)
        #expect(workshop.names() == ["program"])
    }
}
