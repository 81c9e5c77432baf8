// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing
import VideoGenerationCore

@testable import VideoTasks

/// A model without HTTP: it takes everything, and says what `answers` say, the last one again and again.
final class SwitchedModel: VideoGeneration {
    let descriptor: CapabilityDescriptor
    let surface = Surface(name: "local", baseURL: nil, credential: nil)
    private let answers: [StatusOutcome]
    private let count = Mutex(0)

    init(_ answers: [StatusOutcome] = SwitchedModel.missingKey, name: String = "switched") {
        descriptor = CapabilityDescriptor(
            model: ModelID(surface: "local", model: name), title: "Switched", mode: .text, vendor: "nobody",
            options: [OptionCapability(.samples, .range(minimum: 1, maximum: 4), default: 1)], sources: [])
        self.answers = answers
    }

    static let missingKey: [StatusOutcome] =
        Array(repeating: .trouble(.init(.account, VideoGenerationError(.authentication, "No key."))), count: 5)
        + [.report(StatusReport(.succeeded([sample(0)]), word: "done"))]

    static func sample(_ index: Int) -> RemoteSample {
        guard let url = WebURL("https://cdn.example/\(index).mp4") else {
            return RemoteSample(index: index, location: .missing(reason: "no URL"))
        }
        return RemoteSample(index: index, location: .url(url))
    }

    func request(samples: Int? = nil) throws -> NegotiatedRequest {
        let request = InspectedRequest(prompt: "a ship", options: .init(samples: samples))
        return try #require(descriptor.negotiate(request).request)
    }

    /// What another model like this would be asked.
    static func named(_ name: String) throws -> Assignment {
        Assignment(try SwitchedModel(name: name).request(), for: nil, price: nil)
    }

    func submit(_ submission: Submission) async -> SubmitOutcome { .accepted(remoteID: "local-1") }

    func status(_ query: StatusQuery) async -> StatusOutcome {
        let number = count.withLock { count in
            defer { count += 1 }
            return count
        }
        return answers[min(number, answers.count - 1)]
    }
}
