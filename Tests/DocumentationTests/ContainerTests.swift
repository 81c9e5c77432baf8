// SPDX-License-Identifier: Apache-2.0
import Testing

/// Nothing here runs a container: what they name has to be there.
@Suite("The container files")
struct ContainerTests {
    private static let folder = "docs/examples/Containers"
    private let dockerfile: [String]
    private let compose: [String]

    init() throws {
        dockerfile = try Repository.text("\(Self.folder)/Dockerfile").replacing("\\\n", with: " ").lines
        compose = try Repository.text("\(Self.folder)/compose.yaml").lines
    }

    /// The words of the lines whose first word is `instruction`.
    private func words(_ instruction: String) -> [[String]] {
        dockerfile.map { $0.split(separator: " ").map(String.init) }.filter { $0.first == instruction }
    }

    private var stages: Set<String> { Set(words("FROM").compactMap { $0.last }) }

    /// What stands between quotation marks in a list.
    private func list(_ line: String) -> [String] {
        line.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .compactMap { $0.offset % 2 == 1 ? String($0.element) : nil }
    }

    @Test("copy what is there, from stages that are there")
    func copies() throws {
        var count = 0
        for copy in words("COPY") {
            if let from = copy.first(where: { $0.hasPrefix("--from=") }) {
                #expect(stages.contains(String(from.dropFirst("--from=".count))), "\(copy)")
            } else {
                #expect(Repository.exists(copy[1]), "\(copy)")
                count += 1
            }
        }
        #expect(count >= 4)
        for stage in words("FROM") where !stage[1].contains(":") { #expect(stages.contains(stage[1]), "\(stage)") }
    }

    @Test("build programs of the manifests, with the compiler that they want")
    func products() throws {
        let manifests = try Repository.text("Package.swift") + Repository.text("Tests/Emulator/Package.swift")
        for line in dockerfile {
            for part in line.components(after: "--product ") {
                #expect(manifests.contains(".executable(name: \"\(part)\""), "\(part)")
            }
            for path in line.components(after: "--package-path ") {
                #expect(Repository.exists("\(path)/Package.swift"))
            }
        }
        let tools = try #require(manifests.lines.first?.split(separator: " ").last)
        #expect(words("FROM").contains { $0[1] == "swift:\(tools)-bookworm" }, "the manifest wants \(tools)")
    }

    @Test("run commands with options that they have")
    func options() throws {
        let programs = [
            "worker": try Repository.text("Sources/videogen/Worker/Worker.swift"),
            "emulator": try Repository.text(
                "Tests/Emulator/Sources/video-emulator/VideoEmulatorCommand.swift"),
        ]
        var seen = 0
        for line in dockerfile + compose where line.contains("CMD [") || line.contains("command: [") {
            guard !line.contains("HEALTHCHECK") else { continue }
            let words = list(line)
            let program = try #require(programs[words.first == "worker" ? "worker" : "emulator"])
            for option in words where option.hasPrefix("--") {
                let name = option.dropFirst(2).split(separator: "-").enumerated()
                    .map { $0.offset == 0 ? String($0.element) : $0.element.capitalized }.joined()
                #expect(program.contains("var \(name)"), "\(option)")
                seen += 1
            }
        }
        #expect(seen >= 8)
        #expect(try Repository.text("Sources/videogen/Worker/WorkerMetrics.swift").contains("\"/healthz\""))
        #expect(dockerfile.contains { $0.contains("GET /healthz ") })
    }

    @Test("name files, stages and variables that are there")
    func names() throws {
        let page = try Repository.text("docs/command.md")
        for line in compose {
            let words = line.trimming.split(separator: " ").map(String.init)
            switch words.first {
            case "dockerfile:": #expect(Repository.exists(words[1]))
            case "target:": #expect(stages.contains(words[1]), "\(line)")
            case let name? where name.hasPrefix("VIDEOGEN_") || name.hasPrefix("HIGHWAY_"):
                #expect(page.contains("`\(name.dropLast())`"), "\(name)")
            default: break
            }
        }
        for line in dockerfile + compose where line.hasPrefix("#") {
            for path in line.components(after: " -f ") { #expect(Repository.exists(path), "\(path)") }
            for target in line.components(after: "--target ") { #expect(stages.contains(target), "\(target)") }
        }
    }
}

extension String {
    /// The word behind each `marker`.
    fileprivate func components(after marker: String) -> [String] {
        split(separator: marker).dropFirst().map { String($0.prefix { !" \")".contains($0) }) }
    }

    fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}

extension Substring {
    fileprivate var capitalized: String { String(self).capitalized }
}
