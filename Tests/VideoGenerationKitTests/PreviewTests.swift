// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import VideoGenerationKit
import VideoGenerationTesting

/// That the local preview is there for whoever names it, and for nobody else.
@Suite struct PreviewTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/kit-preview-" + UUID().uuidString

    /// A client whose service has no key, and whose preview would take any request.
    private func client(_ loop: VirtualLoop, key: String? = nil) -> VideoClient {
        VideoClient(
            models: [PanZoomPreview(folder: folder)] + Highway.models(), transport: loop, store: .memory,
            credentials: FixedCredentials(key.map { [Highway.credential: $0] } ?? [:]))
    }

    @Test("Without a key and a name, a request is refused: nothing falls back to the preview")
    func noKey() throws {
        let loop = VirtualLoop { _ in .json("{}") }
        let client = client(loop)
        let plan = try loop.run { try await client.plan() }
        #expect(plan.candidates.map(\.model.descriptor.model.surface) == ["highway"] && plan.chosen == nil)
        #expect(plan.refusal?.code == .authentication)
        #expect { try loop.run { try await client.submit(plan) } } throws: {
            ($0 as? VideoGenerationError)?.code == .authentication
        }
        #expect(loop.exchanges.isEmpty && !FileManager.default.fileExists(atPath: folder))
    }

    @Test("A request that only the preview could make is refused, too")
    func onlyPreview() throws {
        let loop = VirtualLoop { _ in .json("{}") }
        let client = client(loop, key: "canary")
        let plan = try loop.run { try await client.plan("a ship", VideoOptions(duration: 60)) }
        #expect(plan.chosen == nil && plan.refusal?.code == .unsupportedOption)
        let named = try loop.run {
            try await client.plan(
                VideoRequest("a ship", image: .bytes(Desk.png), options: VideoOptions(duration: 60)),
                from: ["highway/veo-3.1-lite", "preview/pan-zoom"])
        }
        #expect(named.chosen?.model.descriptor.synthetic == true)
    }

    @Test("When a service refuses, the task does not go on to the preview")
    func refused() throws {
        let loop = VirtualLoop { _ in Desk.refused }
        let client = client(loop, key: "canary")
        let error = try loop.run { await client.trouble() }
        #expect(error?.code == .outOfFunds && !FileManager.default.fileExists(atPath: folder))
    }

    @Test("A plan with it says that it is free, stays here, and ignores the prompt")
    func plan() throws {
        let loop = VirtualLoop { _ in .json("{}") }
        let client = client(loop)
        let plan = try loop.run {
            try await client.plan(VideoRequest("a ship", image: .bytes(Desk.png)), from: ["preview/pan-zoom"])
        }
        let chosen = try #require(plan.chosen)
        #expect(chosen.price?.highest == Money(micros: 0) && chosen.price?.isExact == true)
        #expect(chosen.recipientHost == nil && chosen.call == nil)
        #expect(chosen.negotiation.report.advisories.map(\.code) == ["prompt_ignored"])
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test(
        "Its folder lies beside the journal",
        arguments: [
            ["VIDEOGEN_HOME": "/nowhere/home"], ["VIDEOGEN_STORE": "sqlite:/nowhere/home/my.sqlite"],
            ["VIDEOGEN_STORE": "memory:", "VIDEOGEN_HOME": "/nowhere/home"],
        ])
    func folder(environment: [String: String]) throws {
        #expect(try EnvironmentSettings(environment).store.folder(environment) == "/nowhere/home")
        let models = try EnvironmentSettings(environment).models
        #expect(models.map(\.descriptor.model.description).last == "preview/pan-zoom")
        #expect(models.filter(\.descriptor.synthetic).count == 1)
    }
}
