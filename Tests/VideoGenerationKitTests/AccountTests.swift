// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationKit
import VideoGenerationTesting

@Suite("Several accounts of one surface")
struct AccountTests {
    private static let names: [CredentialName] = ["A_KEY", "B_KEY", "C_KEY"]
    private static let models = names.flatMap { Highway.models(at: Highway.surface(credential: $0)) }

    /// A service at which each account sees its own tasks, and what it was asked: the method and the key of each call.
    private final class Service: Sendable {
        let loop: VirtualLoop

        /// - Parameter refusals: What accounts, by their keys, answer a submission with.
        init(_ refusals: [String: VirtualReply] = [:]) {
            loop = VirtualLoop { exchange in
                let key = exchange.authorization?.secret.reveal() ?? ""
                if exchange.request.method == .post {
                    return refusals[key] ?? .json(#"{"task_id":"of-\#(key)"}"#)
                }
                guard exchange.request.path?.hasSuffix("=of-\(key)") == true else {
                    return .json(#"{"code":404,"reason":"TASK_NOT_FOUND","message":"why"}"#, status: 404)
                }
                return Desk.done
            }
        }

        func client(
            _ store: MemoryTaskStore = .memory, keys: [CredentialName] = AccountTests.names,
            models: [any VideoGeneration] = AccountTests.models
        ) -> VideoClient {
            let keys = Dictionary(uniqueKeysWithValues: keys.map { ($0, String($0.rawValue.prefix(1))) })
            return VideoClient(models: models, transport: loop, store: store, credentials: FixedCredentials(keys))
        }

        /// The keys that submissions came with.
        var posts: [String] {
            loop.exchanges.filter { $0.request.method == .post }.compactMap { $0.authorization?.secret.reveal() }
        }
    }

    private static func deliver(_ client: VideoClient) async throws -> Delivery {
        try await client.submit(try await client.plan(), to: .links).delivery()
    }

    /// With an input that another process finds again.
    private static func planned(_ client: VideoClient) async throws -> Plan {
        try await client.plan(VideoRequest("a ship", image: .url("https://example.com/ship.png")))
    }

    /// A task that one process has submitted for the first account, to its end there.
    private static func ended(with service: Service, in store: MemoryTaskStore) throws -> TaskID {
        let client = service.client(store, models: Array(models.prefix(1)))
        return try service.loop.run {
            let generation = try await client.submit(try await planned(client), to: .links)
            _ = try? await generation.delivery()
            await client.shutdown()
            return generation.id
        }
    }

    @Test("they take turns, and each is asked about its own tasks")
    func turns() throws {
        let service = Service()
        let client = service.client()
        let deliveries = try service.loop.run {
            var deliveries: [Delivery] = []
            for _ in 0..<6 { deliveries.append(try await Self.deliver(client)) }
            return deliveries
        }
        #expect(service.posts.prefix(3).sorted() == ["A", "B", "C"])
        #expect(Array(service.posts.suffix(3)) == Array(service.posts.prefix(3)))
        #expect(deliveries.map { String($0.task.credential?.rawValue.prefix(1) ?? "") } == service.posts)
    }

    @Test("each model's accounts take turns, whatever else a plan has")
    func turnsOfEach() throws {
        let service = Service()
        let others = Self.names.prefix(2).flatMap {
            Highway.models(
                at: Highway.surface(baseURL: WebURL("https://second.example"), name: "second", credential: $0))
        }
        let client = service.client(models: others + Self.models.prefix(2))
        _ = try service.loop.run {
            for _ in 0..<4 { _ = try await Self.deliver(client) }
        }
        #expect(service.posts.sorted() == ["A", "A", "B", "B"])
    }

    @Test("an account whose key is missing is not asked without one, where another has its key")
    func optionalKeys() throws {
        let service = Service()
        let models = Self.names.prefix(2).flatMap { name in
            var surface = Highway.surface(credential: name)
            surface.isCredentialOptional = true
            return Highway.models(at: surface)
        }
        let client = service.client(keys: ["B_KEY"], models: models)
        _ = try service.loop.run {
            for _ in 0..<4 { _ = try await Self.deliver(client) }
        }
        #expect(service.posts == ["B", "B", "B", "B"])
    }

    @Test("a plan shows the model once, ready if one of them has its key, and only those with a key are used")
    func plan() throws {
        let service = Service()
        let client = service.client(keys: ["B_KEY"])
        let plan = try service.loop.run { try await client.plan() }
        #expect(plan.candidates.map(\.verdict) == [.capable])
        #expect(client.capabilities.count == 1)
        _ = try service.loop.run { try await Self.deliver(client) }
        #expect(service.posts == ["B"])
        let without = service.client(keys: [])
        let error = try service.loop.run { await without.trouble() }
        #expect(error?.code == .authentication && service.posts == ["B"])
    }

    @Test(
        "where one cannot, another is asked for, which is told",
        arguments: [
            (401, "AUTHENTICATION_ERROR"), (402, "NOT_ENOUGH_BALANCE"), (429, "RATE_LIMIT"),
            (503, "SERVICE_NOT_AVAILABLE"),
        ])
    func failover(status: Int, reason: String) throws {
        let refusal = VirtualReply.json(
            #"{"code":\#(status),"reason":"\#(reason)","message":"why"}"#, status: status)
        let service = Service(["A": refusal, "B": refusal])
        let client = service.client()
        let accounts = try service.loop.run {
            var accounts: [[CredentialName?]] = []
            for _ in 0..<3 {
                let generation = try await client.submit(try await client.plan(), to: .links)
                var asked: [CredentialName?] = []
                for await event in await generation.events() {
                    if case .failover(let failover) = event {
                        asked.append(failover.account)
                        #expect(failover.from == failover.to && failover.recipientHost == "api.highwayapi.ai")
                    }
                }
                let delivery = try await generation.delivery()
                #expect(delivery.task.credential == "C_KEY")
                accounts.append(asked)
            }
            return accounts
        }
        #expect(accounts.allSatisfy { $0.isEmpty || $0.last == "C_KEY" } && accounts.contains { !$0.isEmpty })
        #expect(service.posts.count { $0 == "C" } == 3)
    }

    @Test("what speaks against the request, all accounts say")
    func request() throws {
        let refusal = VirtualReply.json(#"{"code":400,"reason":"INVALID_PARAMETER","message":"why"}"#, status: 400)
        let service = Service(["A": refusal, "B": refusal, "C": refusal])
        let client = service.client()
        let error = try service.loop.run { await client.trouble() }
        #expect(error?.code == .invalidRequest && service.posts.count == 1)
    }

    @Test("when none takes it, the error says what each account was told")
    func nobody() throws {
        let service = Service(["A": Desk.refused, "B": Desk.refused, "C": Desk.refused])
        let client = service.client()
        let error = try #require(try service.loop.run { await client.trouble() })
        #expect(error.code == .outOfFunds && service.posts.sorted() == ["A", "B", "C"])
        for name in Self.names { #expect(error.message.contains("(\(name.rawValue)): "), "\(error.message)") }
    }

    @Test("what may have been taken is asked of no other, and is looked for in its account")
    func unknown() throws {
        let service = Service(["A": Desk.silence, "B": Desk.silence, "C": Desk.silence])
        let client = service.client()
        let (task, found) = try service.loop.run {
            let generation = try await client.submit(try await client.plan(), to: .links)
            _ = try? await generation.delivery()
            let task = try await client.task(generation.id)
            let account = String(task.account?.rawValue.prefix(1) ?? "")
            do throws(VideoGenerationError) {
                _ = try await client.resolve(task.id, as: "of-" + (account == "A" ? "B" : "A"))
                Issue.record("Another account's id was taken.")
            } catch {
                #expect(error.code == .invalidRequest)
            }
            _ = try await client.resolve(task.id, as: "of-" + account)
            return (task, try await client.generation(task.id).delivery())
        }
        #expect(task.state == .submissionUnknown && service.posts == [String(task.account?.rawValue.prefix(1) ?? "")])
        #expect(found.task.credential == task.account)
    }

    @Test("what may have been taken is neither looked for nor made again in another account")
    func unknownElsewhere() throws {
        let store = MemoryTaskStore.memory
        let service = Service(["A": Desk.silence])
        let id = try Self.ended(with: service, in: store)
        let (other, later) = (store.another(), store.another())
        store.close()
        let second = Service()
        let stranger = second.client(other, models: Array(Self.models.dropFirst()))
        let codes = try second.loop.run {
            func code(_ body: () async throws(VideoGenerationError) -> Void) async -> VideoGenerationError.Code? {
                do throws(VideoGenerationError) {
                    try await body()
                    return nil
                } catch {
                    return error.code
                }
            }
            return [
                await code { () async throws(VideoGenerationError) in _ = try await stranger.resolve(id, as: "of-B") },
                await code { () async throws(VideoGenerationError) in _ = try await stranger.resubmit(id) },
                await code { () async throws(VideoGenerationError) in _ = try await stranger.candidates(for: id) },
            ]
        }
        #expect(codes == [.configuration, .configuration, .configuration] && second.loop.exchanges.isEmpty)
        other.close()
        let third = Service()
        let owner = third.client(later)
        let delivery = try third.loop.run {
            _ = try await owner.resolve(id, as: "of-A")
            return try await owner.generation(id).delivery()
        }
        #expect(delivery.task.credential == "A_KEY")
    }

    @Test("what no service had is made again for another account, and the record says for which")
    func resubmitted() throws {
        let store = MemoryTaskStore.memory
        let service = Service(["A": Desk.refused])
        let id = try Self.ended(with: service, in: store)
        let other = store.another()
        store.close()
        let second = Service(["B": Desk.silence])
        let client = second.client(other, models: Array(Self.models.dropFirst().prefix(1)))
        let task = try second.loop.run {
            _ = try? await client.resubmit(id).delivery()
            return try await client.task(id)
        }
        #expect(task.state == .submissionUnknown && task.account == "B_KEY")
        #expect(task.attempts.map(\.account) == ["A_KEY", "B_KEY"])
    }

    @Test("another process follows a task with the account that has it, and gives back what it has no account for")
    func takenOver() throws {
        let store = MemoryTaskStore.memory
        let service = Service()
        let first = service.client(store)
        let tasks = try service.loop.run {
            var tasks: [VideoTask] = []
            for _ in 0..<3 {
                let generation = try await first.submit(try await first.plan(), to: .links)
                for await event in await generation.events() {
                    if case .submitted = event { break }
                }
                tasks.append(try await first.task(generation.id))
            }
            await first.shutdown()
            return tasks
        }
        let (other, later) = (store.another(), store.another())
        store.close()
        #expect(tasks.map(\.account) == tasks.map(\.handle?.credential) && Set(tasks.map(\.account)).count == 3)
        let second = Service()
        let poor = second.client(other, models: Array(Self.models.prefix(1)))
        let outcomes = try second.loop.run {
            var outcomes: [VideoGenerationError.Code?] = []
            for resumption in try await poor.resume() {
                if case .impossible(let error) = resumption.outcome {
                    outcomes.append(error.code)
                } else {
                    outcomes.append(nil)
                }
            }
            return outcomes
        }
        #expect(outcomes.count { $0 == nil } == 1 && outcomes.count { $0 == .configuration } == 2)
        try second.loop.run { await poor.shutdown() }
        other.close()
        let third = Service()
        let client = third.client(later)
        let ids = tasks.map(\.id)
        let deliveries = try third.loop.run {
            _ = try await client.resume()
            var deliveries: [Delivery] = []
            for id in ids { deliveries.append(try await client.generation(id).delivery()) }
            return deliveries
        }
        #expect(deliveries.map(\.task.credential) == tasks.map(\.account) && third.posts.isEmpty)
    }

    @Test("numbered variables add accounts, each with its own key, file or command")
    func environment() throws {
        let settings = try EnvironmentSettings([
            "FAL_API_KEY": "one", "FAL_API_KEY_2": "two", "FAL_API_KEY_5_FILE": "/k", "FAL_API_KEY_7_COMMAND": "k",
            "FAL_API_KEY_8": "", "FAL_API_KEY_100": "x", "FAL_API_KEY_02": "x", "HIGHWAY_API_KEY_2": "two",
        ])
        let accounts = settings.models.reduce(into: [String: [String]]()) { accounts, model in
            let name = model.surface.credential?.rawValue ?? ""
            if accounts[model.surface.name]?.last != name { accounts[model.surface.name, default: []].append(name) }
        }
        #expect(accounts["fal"] == ["FAL_API_KEY", "FAL_API_KEY_2", "FAL_API_KEY_5", "FAL_API_KEY_7"])
        #expect(accounts["highway"] == ["HIGHWAY_API_KEY", "HIGHWAY_API_KEY_2"])
    }
}
