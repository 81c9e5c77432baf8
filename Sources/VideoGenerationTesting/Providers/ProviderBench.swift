// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// A provider under test, with what is asked of it and what was found.
final class ProviderBench {
    let provider: any HTTPVideoGeneration
    let samples: WireSamples
    let secrets: [String]
    private(set) var findings: [String] = []

    /// One cause has many symptoms; this many of them are told.
    private static let maximumFindings = 6

    var descriptor: CapabilityDescriptor { provider.descriptor }

    init(_ provider: any HTTPVideoGeneration, _ samples: WireSamples, secrets: [String]) {
        self.provider = provider
        self.samples = samples
        self.secrets = secrets
    }

    /// Notes `sentence` unless `condition` holds.
    func expect(_ condition: Bool, _ sentence: @autoclosure () -> String) {
        if !condition { report(sentence()) }
    }

    func report(_ sentence: String) {
        if findings.count < Self.maximumFindings, !findings.contains(sentence) { findings.append(sentence) }
    }

    /// The task that the service calls `remoteID`, and where it said that it is to be asked for.
    func task(_ remoteID: String, links: [String: String] = [:]) -> TaskHandle {
        TaskHandle(
            id: TaskID(rawValue: "0123456789abcdefghjk"), model: descriptor.model, mode: descriptor.mode,
            origin: provider.surface.baseURL?.origin ?? "", credential: provider.surface.credential, remoteID: remoteID,
            links: links, samples: 1)
    }
}
