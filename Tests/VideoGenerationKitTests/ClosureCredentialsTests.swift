// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing
import VideoGenerationClient
import VideoGenerationKit
import VideoGenerationTesting

@Suite("Credentials that an app fetches")
struct ClosureCredentialsTests {
    /// A vault whose key changes, and that counts.
    private final class Vault: Sendable {
        private let state = Mutex<(key: String?, count: Int, error: (any Error)?)>(("key-number-one", 0, nil))
        let time = Mutex(ContinuousClock.now)

        var count: Int { state.withLock { $0.count } }

        func rotate(to key: String?) { state.withLock { $0.key = key } }
        func fail(with error: (any Error)?) { state.withLock { $0.error = error } }
        func pass(_ duration: Duration) { time.withLock { $0 += duration } }

        func fetch() throws -> String? {
            try state.withLock { state in
                state.count += 1
                if let error = state.error { throw error }
                return state.key
            }
        }

        func credentials(keeping lifetime: Duration?) -> ClosureCredentials {
            ClosureCredentials(keeping: lifetime, now: { self.time.withLock { $0 } }, { _ in try self.fetch() })
        }
    }

    private struct Locked: Error {}
    private let name: CredentialName = "HIGHWAY_API_KEY"

    @Test("are fetched for every request, unless they are to be kept", arguments: [0, 1])
    func lifetime(seconds: Int) async throws {
        let vault = Vault()
        let credentials = vault.credentials(keeping: .seconds(60 * seconds))
        for _ in 0..<3 { #expect(try await credentials.credential(named: name)?.reveal() == "key-number-one") }
        #expect(vault.count == (seconds == 0 ? 3 : 1))
        vault.rotate(to: "key-number-two")
        vault.pass(.seconds(61))
        #expect(try await credentials.credential(named: name)?.reveal() == "key-number-two")
    }

    @Test("are fetched once, however many want them at a time")
    func together() async throws {
        let gate = Gate()
        let count = Mutex(0)
        let credentials = ClosureCredentials(keeping: nil) { _ in
            await gate.pass()
            return "key-number-\(count.withLock { count in count += 1; return count })"
        }
        let name = name
        let keys = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<100 { group.addTask { try await credentials.credential(named: name)?.reveal() } }
            group.addTask {
                await gate.open()
                return nil
            }
            return try await group.reduce(into: Set<String>()) { keys, key in if let key { keys.insert(key) } }
        }
        #expect(keys == ["key-number-1"])
    }

    @Test("are forgotten once a service refuses them, and only those")
    func refused() async throws {
        let vault = Vault()
        let credentials = vault.credentials(keeping: nil)
        let first = try #require(try await credentials.credential(named: name))
        vault.rotate(to: "key-number-two")
        await credentials.credentialWasRefused(first, named: name)
        #expect(try await credentials.credential(named: name)?.reveal() == "key-number-two")
        // The refusal of a request that was on its way with the old one says nothing about the new one.
        await credentials.credentialWasRefused(first, named: name)
        _ = try await credentials.credential(named: name)
        #expect(vault.count == 2)
    }

    @Test("are not asked for again by who was told no", arguments: [true, false])
    func dismissed(asOurs: Bool) async throws {
        let count = Mutex(0)
        let credentials = ClosureCredentials { _ in
            count.withLock { $0 += 1 }
            if asOurs { throw VideoGenerationError(.cancelled, "The prompt was dismissed.") }
            throw CancellationError()
        }
        let error = await #expect(throws: VideoGenerationError.self) { try await credentials.credential(named: name) }
        #expect(error?.code == .cancelled)
        #expect(count.withLock { $0 } == 1)
    }

    @Test("that are not there, or cannot be had, are asked for again the next time")
    func missing() async throws {
        let vault = Vault()
        let credentials = vault.credentials(keeping: nil)
        vault.rotate(to: nil)
        #expect(try await credentials.credential(named: name) == nil)
        vault.fail(with: Locked())
        let error = await #expect(throws: VideoGenerationError.self) { try await credentials.credential(named: name) }
        #expect(error?.code == .authentication)
        #expect(error?.message.contains("Locked") == true)
        vault.fail(with: nil)
        vault.rotate(to: "key number with spaces")
        await #expect(throws: VideoGenerationError.self) { try await credentials.credential(named: name) }
        vault.rotate(to: "key-number-three")
        #expect(try await credentials.credential(named: name)?.reveal() == "key-number-three")
    }

    @Test("that were rotated cost no task: the refused question is asked again, the refused submission made again")
    func rotation() throws {
        let vault = Vault()
        let keys = Mutex<[String]>([])
        let loop = VirtualLoop { exchange in
            let key = exchange.authorization?.secret.reveal() ?? ""
            keys.withLock { $0.append(key) }
            let wanted = exchange.request.method == .post ? "key-number-two" : "key-number-three"
            if key != wanted {
                vault.rotate(to: wanted)
                return .json(#"{"reason":"INVALID_API_KEY","message":"no"}"#, status: 401)
            }
            return exchange.request.method == .post
                ? .json(#"{"task_id":"t-1"}"#)
                : .json(
                    #"{"task":{"task_id":"t-1","status":"TASK_STATUS_SUCCEED"},"#
                        + #""videos":[{"video_url":"https://cdn.example/1.mp4"}]}"#)
        }
        let client = VideoClient(
            models: Highway.models(), transport: loop, store: .memory,
            credentials: ClosureCredentials(
                keeping: nil, now: { vault.time.withLock { $0 } }, { _ in try vault.fetch() }))
        let delivery = try loop.run {
            let plan = try await client.plan(VideoRequest("a ship", image: .url("https://example.com/ship.png")))
            return try await client.submit(plan, to: .links).delivery()
        }
        #expect(delivery.samples.map(\.outcome) == [.delivered])
        #expect(delivery.attempts.map(\.outcome) == [.rejected, .accepted])
        let used = keys.withLock { $0 }
        #expect(used == ["key-number-one", "key-number-two", "key-number-two", "key-number-three"])
    }

    @Test("that are refused without another one to be had are not tried again")
    func noRotation() throws {
        let vault = Vault()
        let loop = VirtualLoop { _ in .json(#"{"reason":"INVALID_API_KEY","message":"no"}"#, status: 401) }
        let client = VideoClient(
            models: Highway.models(), transport: loop, store: .memory, credentials: vault.credentials(keeping: nil))
        let error = #expect(throws: VideoGenerationError.self) {
            try loop.run {
                let plan = try await client.plan(VideoRequest("a ship", image: .url("https://example.com/ship.png")))
                return try await client.submit(plan, to: .links).delivery()
            }
        }
        #expect(error?.code == .authentication)
        #expect(loop.exchanges.count == 1)
    }
}

/// Holds everybody up until it is opened.
private actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func pass() async {
        if isOpen { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func open() {
        isOpen = true
        for waiter in waiting { waiter.resume() }
        waiting = []
    }
}
