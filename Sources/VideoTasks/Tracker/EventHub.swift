// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// Hands one task's events to any number of listeners, however late they come.
struct EventHub {
    // In the order in which they came, so that events reach them in the same order every time.
    private var listeners: [(number: Int, continuation: AsyncStream<TaskEvent>.Continuation)] = []
    private var nextListener = 0
    private var submitted: TaskEvent?
    private var latest: TaskEvent?

    /// Whether no event will follow.
    private(set) var isOver = false

    /// Whether the task itself has ended.
    var hasEnded: Bool { latest?.isLast == true }

    /// How many listeners are known; one that went away counts until it is dismissed, or until the next event.
    var listenerCount: Int { listeners.count }

    /// A new listener, with a summary of what it has missed, and the number by which it can be sent away. `leaving` is
    /// called with that number, on any thread, if it goes away by itself.
    mutating func listen(
        leaving: (@Sendable (_ number: Int) -> Void)? = nil
    ) -> (number: Int, events: TaskEvents) {
        let (stream, continuation) = AsyncStream.makeStream(of: TaskEvent.self)
        let number = nextListener
        nextListener += 1
        continuation.onTermination = { if case .cancelled = $0 { leaving?(number) } }
        for event in [submitted, latest].compactMap({ $0 }) { continuation.yield(event) }
        if isOver {
            continuation.finish()
        } else {
            listeners.append((number, continuation))
        }
        return (number, TaskEvents(stream: stream))
    }

    /// Ends one listener's sequence early.
    mutating func dismiss(_ number: Int) {
        guard let index = listeners.firstIndex(where: { $0.number == number }) else { return }
        listeners.remove(at: index).continuation.finish()
    }

    mutating func send(_ event: TaskEvent) {
        guard !isOver else { return }
        switch event {
        // What came before is over.
        case .submitted: (submitted, latest) = (event, nil)
        // Of use to who listens now; who comes later hears where the task stands.
        case .unanswered: break
        default: latest = event
        }
        // A listener that has gone away terminates its stream, and is forgotten here.
        listeners.removeAll { listener in
            if case .terminated = listener.continuation.yield(event) { true } else { false }
        }
        if event.isLast { close() }
    }

    /// Ends every listener's sequence: nothing follows, although the task may go on.
    mutating func close() {
        isOver = true
        for listener in listeners { listener.continuation.finish() }
        listeners = []
    }
}
