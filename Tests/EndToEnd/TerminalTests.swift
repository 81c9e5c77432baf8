// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("Terminals", .needsEmulator)
struct TerminalTests {
    /// Escape, bell, C1, a link, a window title, a turned direction, and a line that pretends to be ours.
    static let nasty =
        "red\u{1B}[31m \u{7} \u{9B}2J \u{1B}]8;;http://x.example\u{1B}\\ \u{9D}0;t\u{9C} \u{202E}txt \u{7F}\nvideogen: fine"

    private func run(
        _ emulator: Emulator, _ box: Sandbox, _ arguments: [String], _ environment: [String: String]
    ) async throws -> (code: Int32, text: String) {
        let terminal = try PseudoTerminal()
        let run = try box.start(
            ["generate", "A ship", "--image", box.image, "--duration", "4"] + arguments,
            environment: ["TERM": "xterm-256color"].merging(environment) { $1 }, output: terminal.end,
            errors: terminal.end)
        let code = try await run.program.code(within: 60)
        // What is still in the terminal's buffer.
        try await Task.sleep(for: .milliseconds(200))
        let text = terminal.text
        try terminal.close()
        return (code, text)
    }

    private func progress(_ emulator: Emulator) async throws {
        try await emulator.order(
            [10, 45, 80].flatMap { value -> [Value] in
                let body = #"{"task":{"status":"TASK_STATUS_PROCESSING","progress_percent":\#(value)}}"#
                return [["on": "poll", "kind": "status", "status": 200, "body": .text(body)]]
            })
    }

    @Test("On a terminal a bar moves in one line, and gives way to the result")
    func bar() async throws {
        try await withService { emulator, box in
            try await progress(emulator)
            let (code, text) = try await run(emulator, box, [], [:])
            #expect(code == 0, "\(text)")
            for words in ["10 %", "45 %", "80 %", "━", "\r\u{1B}[K", ".mp4"] {
                #expect(text.contains(words), "\(text)")
            }
            let codes = text.replacing("\u{1B}[K", with: "")
            #expect(!codes.contains("\u{1B}"))
            let rest = text.components(separatedBy: "\u{1B}[K").last ?? ""
            #expect(!rest.contains("━") && rest.contains(".mp4"))
        }
    }

    @Test(
        "Who wants no motion gets plain lines without any code",
        arguments: [["NO_COLOR": "1"], ["TERM": "dumb"], [:]] as [[String: String]])
    func plain(environment: [String: String]) async throws {
        try await withService { emulator, box in
            try await progress(emulator)
            if environment.isEmpty {
                let run = try await box.run(["generate", "A ship", "--image", box.image, "--duration", "4"])
                #expect(run.code == 0 && run.errors.contains("45 %"), "\(run)")
                #expect(!(run.output + run.errors).contains { $0 == "\u{1B}" || $0 == "\r" })
            } else {
                let (code, text) = try await run(emulator, box, [], environment)
                #expect(code == 0 && text.contains("45 %"), "\(text)")
                #expect(!text.contains("\u{1B}") && !text.replacing("\r\n", with: "\n").contains("\r"))
            }
        }
    }

    @Test(
        "What a service says cannot steer a terminal, neither in words nor in JSON",
        arguments: ["failed", "unknown_word"])
    func service(kind: String) async throws {
        try await withService { emulator, box in
            let member = kind == "failed" ? "reason" : "word"
            for arguments in [[], ["--json"]] {
                try await emulator.order([
                    .object(["on": "poll", "kind": .text(kind), member: .text(Self.nasty)])
                ])
                let (code, text) = try await run(emulator, box, arguments, [:])
                #expect(code == (kind == "failed" ? 1 : 0), "\(text)")
                expectHarmless(text)
                #expect(text.contains("red"))
            }
        }
    }

    @Test("The user's own words cannot either", arguments: ["prompt", "path", "option"])
    func user(place: String) async throws {
        try await withService { emulator, box in
            let nasty = Self.nasty
            let arguments = [place == "path" ? "--image" : "--resolution", nasty]
            for json in [[], ["--json"]] {
                if place == "prompt" {
                    let plan = try await box.run(["plan", nasty, "--image", box.image] + json)
                    #expect(plan.code == 0, "\(plan)")
                    expectHarmless(plan.output + plan.errors)
                } else {
                    let (code, text) = try await run(emulator, box, arguments + json, [:])
                    #expect(code == (place == "path" ? 66 : 64), "\(text)")
                    expectHarmless(text)
                }
            }
        }
    }

    private func expectHarmless(_ text: String, _ location: SourceLocation = #_sourceLocation) {
        // The terminal itself turns \n into \r\n, and our own line begins with a return and a clear.
        let rest = text.replacing("\r\n", with: "\n").replacing("\r\u{1B}[K", with: "")
        let controls = rest.unicodeScalars.filter { scalar in
            scalar != "\n"
                && (scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                    || (0x202A...0x202E).contains(scalar.value))
        }
        #expect(controls.isEmpty, "\(controls.map { String($0.value, radix: 16) })", sourceLocation: location)
        #expect(!rest.split(separator: "\n").contains("videogen: fine"), sourceLocation: location)
    }
}
