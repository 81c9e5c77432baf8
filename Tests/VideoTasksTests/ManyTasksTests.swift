// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("Many tasks on one tracker")
struct ManyTasksTests {
    @Test("a thousand tasks deliver, each asked in time and none twice at once")
    func thousand() throws {
        let delay = Duration.milliseconds(700)
        let script = Script(poll: { call in
            // Tasks end after 30 s to 8 min.
            let number = Int(call.remoteID.dropFirst(2)) ?? 0
            let end = Duration.seconds(30 + (number * 37) % 450)
            return (call.time < end ? VirtualReply.running : .done()).after(delay)
        })
        let scene = Scene(script, configuration: .init(pace: PollPace(rate: 10_000, burst: 10_000)))
        let count = try scene.run { scene in
            var ids: [TaskID] = []
            for _ in 0..<1000 { ids.append(try await scene.submit()) }
            var count = 0
            for id in ids {
                count += try await scene.tracker.delivery(of: id).samples.count { $0.outcome == .delivered }
            }
            return count
        }
        #expect(count == 1000)
        #expect(scene.posts.count == 1000)
        let polls = Dictionary(grouping: scene.polls, by: \.remoteID)
        #expect(polls.count == 1000)
        var isFine = true
        for calls in polls.values {
            let times = calls.map(\.time)
            for (later, earlier) in zip(times.dropFirst(), times) {
                // The answer has come, then at least 0.8 of 3 s and at most 1.2 of 30 s pass, and the tick of the wheel.
                let gap = later - earlier - delay
                isFine = isFine && gap >= .milliseconds(2400) && gap <= .milliseconds(36_008)
            }
        }
        #expect(isFine)
        // Not in step: first questions are spread over the ticks of a second.
        #expect(Set(polls.values.compactMap { $0.first?.time }).count > 100)
        #expect(try scene.run { try await $0.store.tasks().allSatisfy { $0.state == .delivered } })
    }

    @Test("together they ask no more often than the account may", arguments: [1.0, 10, 50])
    func pace(_ rate: Double) throws {
        let script = Script(poll: { call in
            call.time < .seconds(600) ? VirtualReply.running : .done()
        })
        let scene = Scene(script, configuration: .init(pace: PollPace(rate: rate, burst: 5)))
        let ids = try scene.run { scene in
            var ids: [TaskID] = []
            for _ in 0..<200 { ids.append(try await scene.submit()) }
            for id in ids { _ = try await scene.tracker.delivery(of: id) }
            return ids
        }
        #expect(ids.count == 200)
        let times = scene.polls.map(\.time).sorted()
        for window in [Duration.seconds(1), .seconds(10), .seconds(60)] {
            let most = times.indices.map { first in times[first...].prefix { $0 < times[first] + window }.count }.max()
            let allowed = Int(rate * (window / .seconds(1))) + 5
            #expect(try #require(most) <= allowed + 1)
        }
    }

    @Test("what has ended leaves memory, and is answered from its record")
    func memory() throws {
        let script = Script(
            submit: { call in
                switch call.number {
                case 1: .refusal(400, "INVALID_REQUEST_BODY")
                case 2: .failure(.connectionLost)
                default: .json(#"{"task_id":"t-\#(call.number)"}"#)
                }
            })
        let scene = Scene(script, configuration: .init(rememberedTasks: 3))
        let (ids, words, errors) = try scene.run { scene in
            var ids: [TaskID] = []
            for _ in 0..<10 {
                let id = try await scene.submit()
                ids.append(id)
                _ = await scene.failure(of: id)
            }
            var words: [[String]] = []
            for id in ids { words.append(await scene.tracker.events(of: id).words()) }
            var errors: [VideoGenerationError.Code] = []
            for id in ids { errors.append(await scene.failure(of: id).code) }
            return (ids, words, errors)
        }
        #expect(ids.count == 10)
        #expect(words[0] == ["submitted", "delivered"])
        #expect(words[1] == ["failed invalid_request"])
        #expect(words[2] == ["submission_unknown"])
        #expect(words[9] == ["submitted", "delivered"])
        // `internal` stands for "it was delivered".
        #expect(
            errors == [.internalFailure, .invalidRequest, .submissionUnknown]
                + Array(repeating: .internalFailure, count: 7))
    }

    @Test("a tracker that nobody keeps goes, and its listeners' sequences end")
    func dropped() throws {
        let polls = Mutex(0)
        let loop = VirtualLoop { exchange in
            if exchange.request.method == .post { return .json(#"{"task_id":"t-1"}"#) }
            polls.withLock { $0 += 1 }
            return .running
        }
        let model = SwitchedModel([.report(StatusReport(.running, word: "running"))])
        let request = try model.request()
        let (words, isGone) = try loop.run {
            var tracker: VideoTracker? = VideoTracker(loop: loop, store: .memory, credentials: FixedCredentials([:]))
            weak let observer = tracker
            let id = try await tracker?.submit(request, to: model, destination: .links)
            let events = try await #require(tracker).events(of: try #require(id))
            let listener = Task(executorPreference: loop) { await events.words() }
            let pause = Task(executorPreference: loop) {
                await withCheckedContinuation { continuation in
                    loop.makeTimer { continuation.resume() }.wake(at: loop.now + .seconds(600))
                }
            }
            await pause.value
            tracker = nil
            return (await listener.value, observer == nil)
        }
        #expect(words == ["submitted", "running"])
        #expect(isGone)
    }
}
