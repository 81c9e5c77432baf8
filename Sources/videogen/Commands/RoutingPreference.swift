// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

/// Which of the models that can is taken, as a word of the command line.
enum RoutingPreference: String, CaseIterable, ExpressibleByArgument, Sendable {
    case order, cheapest, fastest
    case leastAdjusted = "least_adjusted"

    /// The policy of that name; the fastest model is known from the journal.
    func policy(_ client: VideoClient) async throws(VideoGenerationError) -> any RoutingPolicy {
        switch self {
        case .order: .order
        case .cheapest: .cheapest
        case .fastest: .fastest(try await client.usualTimes())
        case .leastAdjusted: .leastAdjusted
        }
    }
}
