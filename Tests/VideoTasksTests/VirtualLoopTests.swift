// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Synchronization
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@Suite("The virtual loop")
struct VirtualLoopTests {
    private final class Sink: ByteSink {
        let taken = Mutex<(statuses: [Int], bytes: [UInt8])>(([], []))
        func begin(_ reply: HTTPReply) { taken.withLock { $0.statuses.append(reply.status) } }
        func write(_ bytes: UnsafeRawBufferPointer) {
            let copy = unsafe Array(bytes)
            taken.withLock { $0.bytes += copy }
        }
    }

    private func exchange(
        limits: HTTPExchange.Limits = .init(), sink: (any ByteSink)? = nil
    ) throws -> HTTPExchange {
        let url = try #require(WebURL("https://cdn.example/1.mp4"))
        return HTTPExchange(HTTPCall(.get, url).request, purpose: .download, limits: limits, sink: sink)
    }

    private func kind(_ outcome: HTTPOutcome) -> String {
        switch outcome {
        case .reply(let reply): "\(reply.status)"
        case .failure(let failure): failure.kind.name
        }
    }

    @Test("what nothing can bring is told, instead of a wait for ever")
    func stuck() {
        let loop = VirtualLoop { _ in .json("") }
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
        #expect(throws: VideoGenerationError.self) {
            try loop.run { for await _ in stream {} }
        }
        continuation.finish()
    }

    @Test("what goes on for ever is told")
    func endless() {
        let loop = VirtualLoop { _ in .json("") }
        #expect(throws: VideoGenerationError.self) {
            try loop.run(maximumSteps: 1000) { while true { await Task.yield() } }
        }
    }

    @Test("a reply comes after its delay, and not later than its exchange allows")
    func limits() throws {
        let loop = VirtualLoop { _ in VirtualReply.bytes([1, 2, 3]).after(.seconds(50)) }
        let (fast, slow, large) = (
            try exchange(), try exchange(limits: .init(total: .seconds(20))), try exchange(limits: .init(bodyBytes: 2))
        )
        let kinds = try loop.run {
            var kinds: [(HTTPOutcome, Int64)] = []
            for exchange in [fast, slow, large] { kinds.append((await loop.send(exchange), loop.now.nanoseconds)) }
            return kinds
        }
        #expect(kinds.map { kind($0.0) } == ["200", "timed_out", "too_large"])
        #expect(kinds.map { $0.1 / 1_000_000_000 } == [50, 70, 120])
    }

    @Test("a cut reply feeds the sink, a failure after bytes does, and the log keeps no sink")
    func sinks() throws {
        let replies = [
            VirtualReply.cut(HTTPReply(status: 206), after: [1, 2]), .bytes([3]), .bytes([4], status: 500),
            VirtualReply(VirtualReply.failure(.connectionLost).outcome, delivering: [5]),
        ]
        let number = Mutex(0)
        let loop = VirtualLoop { _ in
            number.withLock { number in
                defer { number += 1 }
                return replies[number]
            }
        }
        let sink = Sink()
        let asked = try exchange(sink: sink)
        let outcomes = try loop.run {
            var outcomes: [HTTPOutcome] = []
            for _ in replies { outcomes.append(await loop.send(asked)) }
            return outcomes
        }
        #expect(outcomes.map(kind) == ["connection_lost", "200", "500", "connection_lost"])
        #expect(sink.taken.withLock { $0.statuses } == [206, 200, 200])
        #expect(sink.taken.withLock { $0.bytes } == [1, 2, 3, 5])
        #expect(loop.exchanges.allSatisfy { $0.sink == nil })
    }

    @Test("cancelling a task ends its exchange, once")
    func cancel() throws {
        let loop = VirtualLoop { _ in VirtualReply.json("").after(.seconds(60)) }
        let asked = try exchange()
        let (outcome, time) = try loop.run {
            let sender = Task(executorPreference: loop) { await loop.send(asked) }
            await Task.yield()
            sender.cancel()
            return (await sender.value, loop.now.nanoseconds)
        }
        #expect(kind(outcome) == "cancelled")
        #expect(time < 1_000_000_000)
    }

    @Test("the same seed gives the same story")
    func deterministic() throws {
        func times(seed: UInt64) throws -> [Duration] {
            let scene = Scene(Script(poll: { $0.time < .seconds(300) ? .running : .done() }), seed: seed)
            _ = try scene.deliver()
            return scene.polls.map(\.time)
        }
        #expect(try times(seed: 4) == times(seed: 4))
        #expect(try times(seed: 4) != times(seed: 5))
    }
}
