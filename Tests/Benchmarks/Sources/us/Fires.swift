// SPDX-License-Identifier: Apache-2.0
import Measuring
import VideoGenerationKit

/// `us fires N SECONDS`: N tasks, 10,000 of which are due each second; they are asked about without HTTP.
enum Fires {
    static func run(_ arguments: Arguments) async throws {
        let (tasks, seconds) = (try arguments.number(0), try arguments.number(1))
        let loop = StubLoop(CurlTransport())
        let crowd = try await Crowd(
            tasks, every: .seconds(1) * tasks / 10_000, at: try .reading("https://example.com"), over: loop)
        try await crowd.follow()
        while loop.answers < 4 * tasks { try await Task.sleep(for: .milliseconds(50)) }
        let before = loop.answers
        let measurement = Measurement()
        try await Task.sleep(for: .seconds(seconds))
        measurement.print(count: loop.answers - before)
        await crowd.tracker.stop()
        await loop.base.shutdown()
    }
}
