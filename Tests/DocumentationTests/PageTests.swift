// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import Testing
import VideoGenerationCore

@Suite("The pages")
struct PageTests {
    let pages: [Page]

    init() throws {
        pages = try Repository.pages().map { Page($0, try Repository.text($0)) }
    }

    @Test("every piece of Swift is compiled here, word for word")
    func examples() throws {
        let examples = try Repository.examples()
        for page in pages {
            for block in page.blocks where block.language == "swift" && block.marker != "manifest" {
                let place = "\(page.path), line \(block.line)"
                guard let marker = block.marker, marker.hasPrefix("example: ") else {
                    Issue.record("\(place): no <!-- example: NAME --> on the line before")
                    continue
                }
                let name = String(marker.dropFirst("example: ".count))
                #expect(block.text == examples[name], "\(place): the example \(name) is not as it is compiled")
            }
        }
    }

    @Test("every compiled example is shown somewhere")
    func unusedExamples() throws {
        let shown = Set(pages.flatMap(\.blocks).compactMap(\.marker))
        for name in try Repository.examples().keys {
            #expect(shown.contains("example: \(name)"), "\(name) is on no page")
        }
    }

    @Test("products that a page names are in the manifest")
    func products() throws {
        let manifest = try Repository.text("Package.swift")
        for page in pages {
            for block in page.blocks where block.marker == "manifest" {
                for part in block.text.split(separator: ".product(name: \"").dropFirst() {
                    let name = part.prefix { $0 != "\"" }
                    #expect(manifest.contains(".library(name: \"\(name)\""), "\(page.path): \(name)")
                }
            }
        }
    }

    @Test("links inside the repository lead somewhere")
    func links() {
        for page in pages {
            let folder = page.path.split(separator: "/").dropLast().joined(separator: "/")
            for link in page.links where !link.isEmpty && !link.contains("://") {
                #expect(Repository.exists("\(folder)/\(link)"), "\(page.path): \(link)")
            }
        }
    }

    @Test("the table of options is Highway's, field by field")
    func optionTable() throws {
        let page = try Repository.text("Sources/VideoGenerationKit/Documentation.docc/OptionsAndNegotiation.md")
        let rows = page.lines.filter { $0.hasPrefix("| `") }.map { row in
            row.split(separator: "|").map { String($0).trimming }
        }
        for capability in HighwayModel.veo31LiteImageToVideo().descriptor.options {
            let row = try #require(rows.first { $0[0] == "`\(capability.name.rawValue)`" && $0.count == 4 })
            #expect(row[1] == "`\(try wireName(of: capability))`")
            #expect(row[2] == capability.domain.summary)
            #expect(row[3] == capability.defaultValue?.description ?? "not documented")
        }
    }

    /// What the wire calls an option: the member that appears when only this option is set.
    private func wireName(of capability: OptionCapability) throws -> String {
        let model = HighwayModel.veo31LiteImageToVideo()
        let value: OptionValue =
            switch capability.domain {
            case .oneOf(let values): values[0]
            case .range(let minimum, _, _, _): .integer(minimum)
            case .decimal(let minimum, _): .number(minimum)
            case .flag: true
            case .text, .ignored: "x"
            }
        let url = try #require(WebURL("https://example.com/a.png"))
        let request = InspectedRequest(
            prompt: "a ship", media: [.firstFrame: [Media(location: .remote(url))]],
            options: VideoOptions(values: [capability.name: value]))
        let negotiated = try #require(model.descriptor.negotiate(request).request)
        guard case .object(let members)? = try model.submitCall(for: negotiated).json else { return "" }
        return members.map(\.name).first { $0 != "image" && $0 != "prompt" } ?? ""
    }
}
