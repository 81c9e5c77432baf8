// SPDX-License-Identifier: Apache-2.0
import Measuring
import VideoGenerationKit

/// `us parked N`: N tasks that services have, each asked about once, the next time much later. Prints resident bytes for
/// each, beyond what a hundred of them need.
enum Parked {
    static func run(_ arguments: Arguments) async throws {
        let tasks: Int = try arguments.number(0)
        let loop = StubLoop(CurlTransport())
        let few = try await crowd(100, over: loop)
        Memory.beginPeak()
        let resting = Memory.resident
        let measurement = Measurement()
        let many = try await crowd(tasks, over: loop)
        Memory.beginPeak()
        let bytes = Double(Memory.resident - resting) / Double(tasks)
        measurement.print(count: tasks, ["taskBytes": bytes])
        await few.tracker.stop()
        await many.tracker.stop()
        await loop.base.shutdown()
    }

    private static func crowd(_ tasks: Int, over loop: StubLoop) async throws -> Crowd {
        let before = loop.answers
        // First questions come within half a minute: as many answers at once as a service without a network gives would leave
        // more behind than the tasks take.
        let crowd = try await Crowd(tasks, every: .seconds(30), at: try .reading("https://example.com"), over: loop)
        try await crowd.follow()
        while loop.answers - before < tasks { try await Task.sleep(for: .milliseconds(50)) }
        // Until the last answers are read as well, and nothing waits but the tasks.
        try await Task.sleep(for: .seconds(1))
        return crowd
    }
}
