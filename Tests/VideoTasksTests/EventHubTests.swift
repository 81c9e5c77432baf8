// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@testable import VideoTasks

@Suite("The hub of a task's events")
struct EventHubTests {
    private let failed = TaskEvent.failed(VideoGenerationError(.generationFailed, "no"))
    private let attention = TaskEvent.attention(VideoGenerationError(.store, "full"))

    private func status(_ progress: Double) -> TaskEvent {
        .status(TaskStatus(task: TaskID(rawValue: "a"), state: .running, progress: progress, word: "w"))
    }

    @Test("many listeners get the same events")
    func many() async {
        var hub = EventHub()
        let listeners = (0..<50).map { _ in hub.listen().events }
        for event in [status(0.1), attention, status(0.2), failed] { hub.send(event) }
        for listener in listeners {
            #expect(
                await listener.words() == ["running 0.1", "attention store", "running 0.2", "failed generation_failed"])
        }
        #expect(hub.listenerCount == 0)
    }

    @Test("who comes late hears the latest, and the end for ever")
    func late() async {
        var hub = EventHub()
        hub.send(status(0.1))
        hub.send(status(0.3))
        let middle = hub.listen().events
        hub.send(failed)
        #expect(await middle.words() == ["running 0.3", "failed generation_failed"])
        #expect(await hub.listen().events.words() == ["failed generation_failed"])
    }

    @Test("nothing follows the end")
    func end() async {
        var hub = EventHub()
        let events = hub.listen().events
        hub.send(failed)
        hub.send(status(0.5))
        hub.send(failed)
        #expect(await events.words() == ["failed generation_failed"])
        #expect(await hub.listen().events.words() == ["failed generation_failed"])
    }

    @Test("who is sent away hears what was there, and the others go on")
    func dismissed() async {
        var hub = EventHub()
        let (number, early) = hub.listen()
        let other = hub.listen().events
        hub.send(status(0.1))
        hub.dismiss(number)
        hub.dismiss(number)
        hub.dismiss(77)
        hub.send(failed)
        #expect(await early.words() == ["running 0.1"])
        #expect(await other.words() == ["running 0.1", "failed generation_failed"])
    }

    @Test("who leaves early is forgotten")
    func leaves() async {
        var hub = EventHub()
        do {
            let events = hub.listen().events
            hub.send(status(0.1))
            #expect(await events.words(1) == ["running 0.1"])
        }
        #expect(hub.listenerCount == 1)
        hub.send(status(0.2))
        #expect(hub.listenerCount == 0)
    }

    @Test("a hub that is closed keeps what it knows")
    func closed() async {
        var hub = EventHub()
        let events = hub.listen().events
        hub.send(attention)
        hub.close()
        #expect(await events.words() == ["attention store"])
        #expect(await hub.listen().events.words() == ["attention store"])
        #expect(!hub.hasEnded)
    }
}
