// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("What the service says is folded into one story")
struct PollFoldingTests {
    private func words(_ replies: [VirtualReply]) throws -> [String] {
        let scene = Scene(Script(poll: { replies[min($0.number, replies.count - 1)] }))
        return try scene.run { scene in await scene.tracker.events(of: try await scene.submit()).words() }
    }

    @Test("a task that runs does not go back to the queue")
    func noWayBack() throws {
        #expect(
            try words([.queued, .running, .queued, .running, .queued, .done()])
                == ["submitted", "queued", "running", "running", "running", "running", "delivering", "delivered"])
    }

    @Test("progress never falls, and stays between 0 and 1")
    func progress() throws {
        let percents = [10.0, 50, 30, 0, 250, 90].map { VirtualReply.status("TASK_STATUS_PROCESSING", progress: $0) }
        #expect(
            try words(percents + [.done()])
                == [
                    "submitted", "running 0.1", "running 0.5", "running 1.0", "delivering 1.0", "delivered",
                ])
    }

    @Test("what changes nothing is not told")
    func quiet() throws {
        #expect(
            try words([.running, .running, .running, .running, .done()])
                == ["submitted", "running", "delivering", "delivered"])
    }

    @Test("the record is written on changes of state, not on every answer")
    func fewWrites() throws {
        let scene = Scene(
            Script(poll: { call in
                call.number < 50 ? .status("TASK_STATUS_PROCESSING", progress: Double(call.number)) : .done()
            }))
        _ = try scene.deliver()
        // prepared is revision 0, then submitting, queued, running, delivering, delivered.
        #expect(try scene.record().revision == 5)
    }
}
