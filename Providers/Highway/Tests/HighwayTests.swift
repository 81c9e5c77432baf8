// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import Testing
import VideoGenerationCore

@Suite struct HighwayTests {
    @Test("The surface is bound to its own host and key")
    func surface() {
        let surface = Highway.surface()
        #expect(surface.name == "highway")
        #expect(surface.baseURL?.origin == "https://api.highwayapi.ai")
        #expect(surface.credential == "HIGHWAY_API_KEY")
        #expect(surface.reach == .publicAddresses)
    }

    @Test("The module offers Veo 3.1 Lite, by its name and by its alias")
    func models() {
        let models = Highway.models()
        #expect(models.map(\.descriptor.model.description) == ["highway/veo-3.1-lite"])
        #expect(models.allSatisfy { $0.descriptor.isNamed("highway/veo-3.1-lite-i2v") })
    }
}
