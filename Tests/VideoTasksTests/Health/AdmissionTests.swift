// SPDX-License-Identifier: Apache-2.0
import HighwayProvider
import Synchronization
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("A model in trouble is left alone")
struct AdmissionTests {
    private let once = VideoTracker.Configuration(submitAttempts: 1)

    /// Submits `count` tasks, one after the other, and tells how each ended.
    private func ends(_ count: Int, _ services: Services) throws -> [String] {
        try services.loop.run {
            var ends: [String] = []
            for _ in 0..<count {
                let id = try await services.submit()
                ends.append(await services.tracker.events(of: id).words().last ?? "")
            }
            return ends
        }
    }

    /// Submits `count` tasks at the same time, and tells how each ended.
    private func together(_ count: Int, _ services: Services) throws -> [String] {
        try services.loop.run {
            await withTaskGroup(of: String.self) { group in
                for _ in 0..<count {
                    group.addTask(executorPreference: services.loop) {
                        guard let id = try? await services.submit() else { return "" }
                        return await services.tracker.events(of: id).words().last ?? ""
                    }
                }
                return await group.reduce(into: [String]()) { $0.append($1) }
            }
        }
    }

    @Test("after five failures the next model is asked at once, and it alone")
    func passedOver() throws {
        let services = Services([[.unreachable], [.accepted]])
        #expect(try ends(8, services) == Array(repeating: "delivered", count: 8))
        #expect(services.posts == "abababababbbb".prefix(13))
        let record = try #require(try services.store.tasks(in: [.delivered]).last)
        // Nobody was asked in vain, and the history says why another was.
        #expect(record.attempts.map(\.model?.surface) == ["b"])
        #expect(record.history.contains { $0.event == "failover" })
    }

    @Test("once it answers a question that costs nothing, one submission finds out whether it is well")
    func comesBack() throws {
        let services = Services([Array(repeating: .unavailable, count: 5) + [.accepted], [.accepted]])
        #expect(try ends(6, services).allSatisfy { $0 == "delivered" })
        #expect(services.posts == "ababababab" + "b")
        try services.pass(.seconds(40))
        // Whoever comes first is not made to wait for the answer.
        #expect(try ends(2, services).allSatisfy { $0 == "delivered" })
        #expect(services.posts == "ababababab" + "b" + "ba")
        #expect(services.questions.contains("a"))
    }

    @Test("without another model a task waits, nothing is sent, and it is told")
    func held() throws {
        let services = Services([Array(repeating: .lost, count: 5) + [.accepted]])
        #expect(try ends(5, services).allSatisfy { $0 == "submission_unknown" })
        #expect(try services.words() == ["held", "submitted", "delivering", "delivered"])
        #expect(services.posts == "aaaaaa")
        // The question before it, and those about its task.
        #expect(services.questions.count >= 2)
    }

    @Test("when nobody gets through for as long as one waits, the task ends, and nothing was sent")
    func heldTooLong() throws {
        let services = Services(
            [[.unreachable]], configuration: .init(submitAttempts: 1, submitPatience: .seconds(100)),
            asked: { _ in .failure(.unreachable, phase: .connecting, provesNothingSent: true) })
        #expect(try ends(5, services).allSatisfy { $0 == "failed service_unavailable" })
        let before = services.loop.now
        #expect(try services.words() == ["held", "failed service_unavailable"])
        #expect(services.loop.now - before == .seconds(100))
        #expect(services.posts == "aaaaa" && (1...4).contains(services.questions.count))
        let record = try #require(try services.store.tasks(in: [.failed]).last)
        #expect(record.attempts.isEmpty && record.canBeSubmittedAnew)
        #expect(record.failure?.message.contains("nothing was sent") == true)
    }

    @Test("one that waits can be withdrawn, and then it is over at once")
    func withdrawn() throws {
        let services = Services([[.unreachable]], configuration: once)
        #expect(try ends(5, services).count == 5)
        let words = try services.loop.run {
            let id = try await services.submit()
            let events = await services.tracker.events(of: id)
            var words: [String] = []
            for await event in events {
                words.append(event.word)
                if case .held = event { await services.tracker.withdraw(id) }
            }
            return words
        }
        #expect(words == ["held", "failed cancelled"])
        #expect(services.posts == "aaaaa")
    }

    @Test(
        "what a service says about a request, a key or an account is no trouble of the service",
        arguments: [Answer.refusedContent, .refusedRequest, .refusedKey, .noMoney, .retired, .wrongAddress])
    func noTrouble(_ answer: Answer) throws {
        let services = Services([[answer]])
        #expect(try ends(12, services).allSatisfy { $0.hasPrefix("failed") })
        #expect(services.posts.count == 12)
    }

    @Test(
        "a key that is refused is not tried again for a minute if somebody else can do it",
        arguments: [Answer.refusedKey, .noMoney])
    func shunned(_ answer: Answer) throws {
        let services = Services([[answer, .accepted], [.accepted]])
        #expect(try ends(3, services).allSatisfy { $0 == "delivered" })
        #expect(services.posts == "abbb")
        try services.pass(.seconds(61))
        #expect(try ends(1, services) == ["delivered"])
        #expect(services.posts == "abbba")
    }

    @Test("of many at once, fewer are on their way after the service asked for that, and each is taken once")
    func crowded() throws {
        let services = Services([Array(repeating: .overloaded, count: 10) + [.accepted]])
        #expect(try together(20, services) == Array(repeating: "delivered", count: 20))
        #expect(services.bills.count == 20 && services.posts.count == 30)
    }

    @Test("one that waits for a model in trouble goes back to the one before, as soon as that may be asked again")
    func back() throws {
        let services = Services([[.overloaded, .accepted], [.unreachable]], configuration: .init(submitAttempts: 5))
        // Whoever asks b alone finds out that it is in trouble.
        #expect(
            try services.loop.run {
                let id = try await services.submit(to: [1])
                return await services.tracker.events(of: id).words().last
            } == "failed service_unavailable")
        let before = services.loop.now
        #expect(try services.words().last == "delivered")
        #expect(services.posts.hasSuffix("aa"))
        #expect(services.loop.now - before < .seconds(10))
    }

    @Test("of many that wait, one finds out whether the service is well, and nobody else is put at risk")
    func oneAtATime() throws {
        let services = Services([Array(repeating: .lost, count: 6) + [.accepted]], configuration: once)
        #expect(try ends(5, services).count == 5)
        try services.loop.run {
            for _ in 0..<30 { _ = try await services.submit() }
        }
        // The first pause is over, and one has tried, in vain.
        try services.pass(.seconds(60))
        #expect(services.posts.count == 5 + 1)
        try services.pass(.seconds(600))
        #expect(services.posts.count == 5 + 30)
        let states = try services.store.tasks(in: Set(TaskState.allCases)).map(\.state)
        #expect(states.count { $0 == .submissionUnknown } == 6 && states.count { $0 == .delivered } == 29)
    }

    @Test("the trouble of one account is not that of another, nor one model's another's")
    func keys() throws {
        let surface = Surface(name: "s", baseURL: WebURL("https://s.example"), credential: "ONE")
        var other = surface
        other.credential = "OTHER"
        var elsewhere = surface
        elsewhere.baseURL = WebURL("https://elsewhere.example")
        var named = surface
        named.name = "t"
        let keys = [surface, other, elsewhere, named].map { Health.Key(HighwayModel.veo31LiteImageToVideo(at: $0)) }
        #expect(Set(keys).count == 4)
    }

    private static func down(_ name: String) -> (@Sendable (String) -> VirtualReply) {
        { $0 == name ? .failure(.unreachable, phase: .connecting, provesNothingSent: true) : .done() }
    }

    @Test("of two in trouble, the one that is well again is found, whichever it is", arguments: ["a", "b"])
    func second(_ broken: String) throws {
        let sick = Array(repeating: Answer.unreachable, count: 5)
        let services = Services(
            broken == "a" ? [[.unreachable], sick + [.accepted]] : [sick + [.accepted], [.unreachable]],
            configuration: .init(submitAttempts: 5), asked: Self.down(broken))
        for index in [0, 1] {
            _ = try services.loop.run {
                let id = try await services.submit(to: [index])
                return await services.tracker.events(of: id).words()
            }
        }
        let before = services.loop.now
        #expect(try services.words().last == "delivered")
        #expect(services.loop.now - before < .seconds(120))
        #expect(services.bills == (broken == "a" ? "b" : "a"))
    }

    @Test("a machine that slept has not waited")
    func asleep() throws {
        let services = Services([Array(repeating: .unreachable, count: 5) + [.accepted]], configuration: once)
        #expect(try ends(5, services).count == 5)
        let id = try services.loop.run { try await services.submit() }
        try services.pass(.seconds(5))
        services.loop.suspend(for: .seconds(3600))
        try services.pass(.seconds(60))
        #expect(try services.store.task(id)?.state == .delivered)
    }

    @Test("whether it is well again is asked before all that stand in line")
    func outOfTurn() throws {
        let services = Services(
            [[.accepted] + Array(repeating: .unreachable, count: 5) + [.accepted]],
            configuration: .init(pace: PollPace(rate: 0.01, burst: 1), submitAttempts: 5), asked: { _ in .running })
        try services.loop.run {
            _ = try await services.submit()
            let id = try await services.submit()
            _ = await services.tracker.events(of: id).words()
            _ = try await services.submit()
        }
        try services.pass(.seconds(60))
        #expect(services.bills.count == 2)
    }

    @Test("a host that cannot prove who it is is asked each time, and nobody in its place")
    func untrusted() throws {
        let services = Services([[.untrusted], [.accepted]])
        #expect(try ends(12, services).allSatisfy { $0 == "failed service_unavailable" })
        #expect(services.posts == String(repeating: "a", count: 12))
    }

    @Test("a page of somebody in between is no word of the service's")
    func page() throws {
        let services = Services(
            [[.lost]], configuration: once, asked: { _ in .json("<html>maintenance</html>", status: 404) })
        try services.loop.run {
            for _ in 0..<30 { _ = try await services.submit() }
        }
        try services.pass(.seconds(290))
        #expect(services.posts.count == 30)
        try services.loop.run { _ = try await services.submit() }
        try services.pass(.seconds(290))
        #expect(services.posts.count == 30)
    }

    @Test("a service's own word about a task shows that it is there, whatever the status")
    func ownWord() throws {
        let services = Services(
            [Array(repeating: .unreachable, count: 5) + [.accepted]], configuration: once,
            asked: { _ in .refusal(500, "TASK_NOT_FOUND") })
        #expect(try ends(5, services).count == 5)
        try services.loop.run { _ = try await services.submit() }
        try services.pass(.seconds(60))
        #expect(services.bills == "a")
    }

    @Test("a model without HTTP that knows no such task is there, too")
    func withoutHTTP() throws {
        let model = Sickly()
        let loop = VirtualLoop { _ in .failure(.forbidden) }
        let store = MemoryTaskStore()
        let tracker = VideoTracker(
            loop: loop, store: store, credentials: FixedCredentials([:]), configuration: once,
            generator: SeededGenerator(seed: 1))
        try loop.run {
            let request = InspectedRequest(prompt: "a ship", options: .init())
            let negotiated = try #require(model.descriptor.negotiate(request).request)
            for _ in 0..<6 {
                let id = try await tracker.submit(negotiated, to: model, destination: .links)
                for await event in await tracker.events(of: id) {
                    if case .held = event { break }
                }
            }
            await withCheckedContinuation { continuation in
                loop.makeTimer { continuation.resume() }.wake(at: loop.now + .seconds(60))
            }
        }
        #expect(try store.tasks(in: [.queued, .running]).count == 1)
    }
}

/// A model on this machine that is ill five times.
private final class Sickly: VideoGeneration {
    let descriptor = SwitchedModel(name: "sickly").descriptor
    let surface = Surface(name: "local", baseURL: nil, credential: nil)
    private let count = Mutex(0)

    func submit(_ submission: Submission) async -> SubmitOutcome {
        let number = count.withLock { count in
            count += 1
            return count
        }
        guard number > 5 else {
            return .notSent(VideoGenerationError(.serviceUnavailable, "ill", isRetryable: true))
        }
        return .accepted(remoteID: "local-1")
    }

    func status(_ query: StatusQuery) async -> StatusOutcome {
        guard query.task.remoteID == "local-1" else {
            return .trouble(.init(.unknownTask, VideoGenerationError(.taskNotFound, "no such task")))
        }
        return .report(StatusReport(.running, word: "running"))
    }
}
