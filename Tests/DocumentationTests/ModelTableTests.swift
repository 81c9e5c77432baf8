// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationKit

@Suite("The README's table of models")
struct ModelTableTests {
    /// Every model that comes with the package, at the address that its service is documented with.
    private static var descriptors: [CapabilityDescriptor] {
        let project = WebURL("https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1")
        var models: [any VideoGeneration] = Highway.models()
        models += Fal.models()
        models += Vertex.models(at: Vertex.surface(baseURL: project))
        models += OpenAIVideos.models(
            named: ["google/veo-3.1-lite"], dialect: .openRouter, at: OpenAIVideos.openRouter())
        models.append(PanZoomPreview(folder: "/nowhere"))
        return models.map(\.descriptor)
    }

    /// The table, made from what the descriptors say. Ways to ask for a model that allow the same share a row.
    private static var table: String {
        var rows: [(model: String, modes: [String], cells: [String])] = []
        for descriptor in descriptors {
            let (model, cells) = (descriptor.model.description, cells(of: descriptor))
            if let index = rows.firstIndex(where: { $0.model == model && $0.cells == cells }) {
                rows[index].modes.append(words(descriptor.mode))
            } else {
                rows.append((model, [words(descriptor.mode)], cells))
            }
        }
        let head = ["model", "made from", "seconds", "resolution", "aspect ratio", "videos", "sound", "own options"]
        let lines =
            [head, head.map { _ in "---" }]
            + rows.map { ["`\($0.model)`", $0.modes.joined(separator: "; ")] + $0.cells }
        return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }

    private static func words(_ mode: GenerationMode) -> String {
        switch mode {
        case .text: "prompt"
        case .firstFrame: "first frame"
        case .firstAndLastFrame: "first and last frame"
        case .references: "references"
        }
    }

    private static func cells(of descriptor: CapabilityDescriptor) -> [String] {
        let common: [OptionName] = [.duration, .resolution, .aspectRatio, .samples, .audio]
        let own = descriptor.options.map(\.name).filter { name in
            !common.contains(name) && ![.negativePrompt, .seed, .personGeneration].contains(name)
        }
        return common.map { cell(descriptor.option($0)) }
            + [own.isEmpty ? "" : own.map { "`\($0.rawValue)`" }.joined(separator: ", ")]
    }

    /// What an option may be, its default first.
    private static func cell(_ option: OptionCapability?) -> String {
        guard let option else { return "" }
        var words: [String]
        switch option.domain {
        case .oneOf(let values): words = values.map(\.description)
        case .flag: words = ["on", "off"]
        default: return option.domain.summary
        }
        let standard = option.defaultValue.map { value in
            value == true ? "on" : value == false ? "off" : value.description
        }
        words = words.map { $0 == standard && words.count > 1 ? "**\($0)**" : $0 }
        return words.joined(separator: ", ")
    }

    @Test("is what the descriptors say")
    func current() throws {
        let readme = try Repository.text("README.md")
        let parts = readme.split(separator: "<!-- models -->\n")
        #expect(parts.count == 3)
        let shown = parts.count == 3 ? String(parts[1]) : ""
        #expect(shown == Self.table + "\n", "Put this between the two marks <!-- models -->:\n\(Self.table)")
    }
}
