// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("An id that comes late")
struct LateIDTests {
    private static let price = PriceEstimate(
        lowest: Money(micros: 400_000), highest: Money(micros: 400_000), currency: "USD", basis: "an example")

    /// A task that is being submitted, and its record as its writer knows it: accepted as `late`.
    private func story() throws -> (submitting: VideoTask, known: VideoTask) {
        let submitting = try ExampleTasks.new("a", price: Self.price).example(in: .submitting, at: 2)
        return (submitting, submitting.example(in: .queued, remoteID: "late", at: 3))
    }

    @Test("is followed where the record has none", arguments: [TaskState.submitting, .submissionUnknown])
    func missing(state: TaskState) throws {
        let (submitting, known) = try story()
        var recorded = submitting
        // Others have changed it more often than its writer knows.
        for time in 4...7 { recorded = recorded.example(in: state, at: Double(time)) }
        let merged = try #require(recorded.taking(known.essence))
        #expect(merged.handle == known.handle)
        #expect(merged.revision == recorded.revision + 1)
        #expect(merged.taking(known.essence) == nil)
    }

    @Test(
        "is noted, with what it costs, where another one is followed or nothing is any more",
        arguments: [TaskState.queued, .delivering, .delivered, .cancelled, .failed])
    func noted(state: TaskState) throws {
        let (submitting, known) = try story()
        var recorded = submitting
        for time in 4...5 { recorded = recorded.example(in: state, remoteID: "other", at: Double(time)) }
        let noted = try #require(recorded.taking(known.essence))
        #expect(noted.handle == recorded.handle && noted.state == recorded.state)
        #expect(noted.attempts.last?.message?.contains("late") == true)
        #expect(noted.charges.count == recorded.charges.count + 1)
        #expect(noted.charges.last == Self.price.highest)
        #expect(noted.revision == recorded.revision + 1)
        #expect(noted.taking(known.essence) == nil, "it is noted once")
    }

    @Test("is what the record has already")
    func same() throws {
        let (_, known) = try story()
        #expect(known.taking(known.essence) == nil)
        let later = known.example(in: .running, remoteID: "late", at: 9)
        #expect(later.taking(known.essence) == nil)
    }
}
