// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks

@Suite("A chain of models")
struct ChainTests {
    /// What the promises allow, written down without a look at how they are kept.
    private struct Promise {
        var posts = ""
        var end = ""

        /// - Parameter chain: What each service says whenever it is asked.
        init(_ chain: [Answer]) {
            var queue = Array(zip("abcd".map(String.init), chain))
            let limit = 4 + chain.count - 1
            while !queue.isEmpty {
                let (name, answer) = queue.removeFirst()
                posts += name
                switch answer {
                case .accepted:
                    end = "delivered"
                    return
                case .lost, .lostAndTaken:
                    end = "submission_unknown"
                    return
                case .refusedContent:
                    end = "failed content_refused"
                    return
                case .refusedRequest:
                    end = "failed invalid_request"
                    return
                case .untrusted:
                    end = "failed service_unavailable"
                    return
                case .wrongAddress:
                    end = "failed configuration"
                    return
                // Somebody else may take it; this one is not asked again.
                case .refusedKey: end = "failed authentication"
                case .noMoney: end = "failed out_of_funds"
                case .retired: end = "failed model_retired"
                // Somebody else may take it; this one may later.
                case .unreachable, .unavailable:
                    end = "failed service_unavailable"
                    queue.append((name, answer))
                case .overloaded:
                    end = "failed rate_limited"
                    queue.append((name, answer))
                }
                if posts.count == limit { return }
            }
        }
    }

    private func check(_ chain: [Answer]) throws {
        let services = Services(chain.map { [$0] })
        let promise = Promise(chain)
        let words = try services.words()
        #expect(words.last == promise.end, "\(chain)")
        #expect(services.posts == promise.posts, "\(chain)")
        // The services' own books are the judge: nobody is paid twice, and nobody who did not work.
        #expect(services.bills.count <= 1, "\(chain)")
        let record = try services.record()
        if !services.bills.isEmpty { #expect(["delivered", "submission_unknown"].contains(words.last), "\(chain)") }
        // Every submission is told, with whom it went to and why it came to nothing.
        #expect(record.attempts.compactMap(\.model?.surface).joined() == services.posts, "\(chain)")
        #expect(record.attempts.allSatisfy { ($0.outcome == .accepted) == ($0.message == nil) }, "\(chain)")
        if record.state == .delivered {
            #expect(record.model.surface == services.bills, "\(chain)")
            #expect(record.delivery?.attempts == record.attempts, "\(chain)")
        }
        // Nothing follows later.
        try services.pass(.seconds(7 * 86_400))
        #expect(services.posts == promise.posts, "\(chain)")
    }

    @Test("of one or two goes as far as the promises allow, and no further", arguments: Answer.allCases)
    func pairs(_ first: Answer) throws {
        try check([first])
        for second in Answer.allCases { try check([first, second]) }
    }

    @Test("of three goes as far as the promises allow, and no further", arguments: Answer.allCases)
    func triples(_ first: Answer) throws {
        for second in Answer.allCases {
            for third in Answer.allCases { try check([first, second, third]) }
        }
    }

    @Test("asks those that have not refused before those that have, however long the refusals took")
    func slow() throws {
        let services = Services([[.unreachable], [.unreachable], [.accepted]])
        services.delay = .seconds(30)
        #expect(try services.words().last == "delivered")
        #expect(services.posts == "abc")
    }

    @Test("ends with what each of its models said, also when nothing was sent to the last one")
    func conclusion() throws {
        let services = Services(
            [[.refusedKey], [.unreachable]], configuration: .init(submitAttempts: 5),
            asked: { _ in .failure(.unreachable, phase: .connecting, provesNothingSent: true) })
        _ = try services.loop.run {
            let id = try await services.submit(to: [1])
            return await services.tracker.events(of: id).words()
        }
        let id = try services.loop.run { try await services.submit() }
        try services.pass(.seconds(3600))
        let failure = try #require(try services.store.task(id)?.failure)
        #expect(failure.message.contains("INVALID_API_KEY") && failure.message.contains("nothing was sent"))
        #expect(failure.isRetryable)
    }

    @Test(
        "does not go on after a refusal of what is asked for, also if it may pass",
        arguments: [VideoGenerationError.Code.contentRefused, .invalidRequest, .invalidInput, .configuration])
    func passing(_ code: VideoGenerationError.Code) throws {
        var machine = try TaskMachine.after([.begun], orElse: [try SwitchedModel.named("second")])
        let error = VideoGenerationError(code, "no", isRetryable: true)
        let surface = Surface(name: "local", baseURL: nil, credential: nil)
        let moment = TaskMachine.Moment(time: MonotonicTime(nanoseconds: 0), wall: 0)
        let actions = machine.take(.submitted(.rejected(error), at: surface), at: moment)
        #expect(machine.task.model.model == "switched" && machine.task.state == .prepared)
        #expect(actions.contains { if case .submitLater(.seconds(2)) = $0 { true } else { false } })
    }

    @Test("is forgotten once a service has the task, and has a bound that is a number")
    func forgotten() throws {
        let machine = try TaskMachine.after([.begun, .accepted], orElse: [try SwitchedModel.named("second")])
        #expect(machine.chain.links.count == 1)
        let services = Services([[.refusedKey], [.accepted]], configuration: .init(submitAttempts: .max))
        #expect(try services.words().last == "delivered")
    }

    @Test("tells who comes late where the task is, and not who did not take it")
    func late() throws {
        let services = Services([[.refusedKey], [.accepted]], asked: { _ in .running })
        let words = try services.loop.run {
            let id = try await services.submit()
            for await event in await services.tracker.events(of: id) {
                if case .submitted = event { break }
            }
            return await services.tracker.events(of: id).words(1)
        }
        #expect(words == ["submitted"])
    }
}
