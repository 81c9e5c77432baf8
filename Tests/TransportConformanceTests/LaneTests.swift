// SPDX-License-Identifier: Apache-2.0
import Synchronization
import TestServers
import Testing
import VideoGenerationCore

extension Conformance {
    @Suite("Lanes of calls that are made again and again", .timeLimit(.minutes(1)))
    struct LaneTests {
        /// Answers with what was asked for.
        private static let echo: ByteServer.Script = { peer in
            while let head = peer.readRequest() { peer.reply(String(head.head.split(separator: " ")[1])) }
        }

        @Test("each call has its own target and its own reply, told once", arguments: TransportKind.allCases)
        func targets(_ kind: TransportKind) async throws {
            try await withServer(Self.echo) { server in
                try await withTransport(kind, .init(connectionsPerHost: 8)) { transport in
                    let source = Calls((0..<300).map { "/tasks?id=\($0)" })
                    let lane = transport.makeLane(like: .test(server.url), from: source)
                    await source.run(lane, on: transport)
                    #expect(source.ends.count == 300)
                    #expect(source.ends.allSatisfy { $0.value == ["/tasks?id=\($0.key)"] })
                    #expect(server.seen.heads.count == 300)
                    // How many there are at once is a matter of each transport; here they are kept.
                    if kind == .curl { #expect(server.seen.connections <= 4) }
                }
            }
        }

        @Test("nothing more is told of what is old news", arguments: TransportKind.allCases)
        func oldNews(_ kind: TransportKind) async throws {
            try await withServer(Self.echo) { server in
                try await withTransport(kind) { transport in
                    let source = Calls((0..<40).map { "/\($0 % 2 == 0 ? "old" : "new")" }, oldNews: "/old")
                    let lane = transport.makeLane(like: .test(server.url), from: source)
                    await source.run(lane, on: transport)
                    #expect(source.ends.keys.sorted() == (0..<40).filter { $0 % 2 == 1 })
                    #expect(source.old == (0..<40).filter { $0 % 2 == 0 })
                }
            }
        }

        @Test("only a reply with status 200 can be old news", arguments: TransportKind.allCases)
        func status(_ kind: TransportKind) async throws {
            try await withServer { peer in
                while peer.readRequest() != nil { peer.reply("old", status: "503 No") }
            } _: { server in
                try await withTransport(kind) { transport in
                    let source = Calls(["/a"], oldNews: "old")
                    let lane = transport.makeLane(like: .test(server.url), from: source)
                    await source.run(lane, on: transport)
                    #expect(source.ends == [0: ["503 old"]])
                }
            }
        }

        @Test("a call that fails is told, and the next ones are made", arguments: TransportKind.allCases)
        func failures(_ kind: TransportKind) async throws {
            try await withServer { peer in
                while let head = peer.readRequest() {
                    if head.head.contains("/cut") { return }
                    peer.reply("fine")
                }
            } _: { server in
                try await withTransport(kind) { transport in
                    let source = Calls(["/a", "/cut", "/b", "/cut", "/c"])
                    let lane = transport.makeLane(like: .test(server.url), from: source)
                    await source.run(lane, on: transport)
                    #expect(source.ends[0] == ["fine"] && source.ends[2] == ["fine"] && source.ends[4] == ["fine"])
                    #expect(source.ends[1]?.first?.hasPrefix("failed") == true)
                    #expect(source.ends[3]?.first?.hasPrefix("failed") == true)
                }
            }
        }

        @Test("a target that could change the request is refused, not sent", arguments: TransportKind.allCases)
        func injection(_ kind: TransportKind) async throws {
            try await withServer(Self.echo) { server in
                try await withTransport(kind) { transport in
                    let source = Calls(["/a b", "/a\r\nX: y", "", "a", "/\u{0}"])
                    let lane = transport.makeLane(like: .test(server.url), from: source)
                    await source.run(lane, on: transport)
                    #expect(
                        source.ends.values.allSatisfy { $0.first?.hasPrefix("failed forbidden") == true || $0 == ["/"] }
                    )
                    #expect(server.seen.heads.allSatisfy { $0.hasPrefix("GET / ") })
                }
            }
        }

        @Test("a silent server is given up at the ceiling, call by call", arguments: TransportKind.allCases)
        func ceiling(_ kind: TransportKind) async throws {
            try await withServer { peer in
                while peer.readRequest() != nil {}
            } _: { server in
                try await withTransport(kind, .init(connectionsPerHost: 2)) { transport in
                    let source = Calls(["/a", "/b"])
                    let template = HTTPExchange.test(server.url, limits: .init(total: .milliseconds(300)))
                    let lane = transport.makeLane(like: template, from: source)
                    await source.run(lane, on: transport)
                    #expect(source.ends.count == 2)
                    #expect(source.ends.values.allSatisfy { $0 == ["failed timed_out"] })
                }
            }
        }

        @Test("the end of a transport ends its calls, and those that wait", arguments: TransportKind.allCases)
        func shutdown(_ kind: TransportKind) async throws {
            try await withServer { peer in
                while peer.readRequest() != nil {}
            } _: { server in
                let transport = kind.make()
                let source = Calls((0..<60).map { "/\($0)" })
                let lane = transport.makeLane(like: .test(server.url), from: source)
                source.start(lane, on: transport)
                while server.seen.heads.isEmpty { await Task.yield() }
                await transport.shutdown()
                #expect(source.ends.count == 60)
                #expect(source.ends.values.allSatisfy { $0 == ["failed cancelled"] })
            }
        }

        @Test("lanes to one host share the room, and none is left out", arguments: TransportKind.allCases)
        func room(_ kind: TransportKind) async throws {
            try await withServer(Self.echo) { server in
                try await withTransport(kind, .init(connectionsPerHost: 6)) { transport in
                    let sources = (0..<8).map { lane in Calls((0..<40).map { "/\(lane)/\($0)" }) }
                    let lanes = sources.map { transport.makeLane(like: .test(server.url), from: $0) }
                    for (source, lane) in zip(sources, lanes) { source.start(lane, on: transport) }
                    for source in sources { await source.run(on: transport) {} }
                    #expect(sources.allSatisfy { $0.ends.count == 40 })
                    // The first lane does not have all its calls made before the last one has any.
                    let first = server.seen.heads.prefix(100).map { $0.split(separator: "/")[1] }
                    if kind == .curl {
                        #expect(Set(first).count == 8)
                        #expect(server.seen.connections <= 3)
                    }
                }
            }
        }

        @Test("whoever asks when the transport has ended is told at once", arguments: TransportKind.allCases)
        func afterTheEnd(_ kind: TransportKind) async throws {
            try await withServer(Self.echo) { server in
                let transport = kind.make()
                let source = Calls(["/a", "/b"])
                let lane = transport.makeLane(like: .test(server.url), from: source)
                await transport.shutdown()
                await source.run(on: transport) { lane.wake() }
                #expect(source.ends.count == 2)
                #expect(source.ends.values.allSatisfy { $0 == ["failed cancelled"] })
            }
        }

        @Test("calls in flight when a lane is dropped come to their end", arguments: TransportKind.allCases)
        func dropped(_ kind: TransportKind) async throws {
            try await withServer { peer in
                while peer.readRequest() != nil { peer.reply("fine") }
            } _: { server in
                try await withTransport(kind, .init(connectionsPerHost: 2)) { transport in
                    let source = Calls(["/a"])
                    await source.run(transport.makeLane(like: .test(server.url), from: source), on: transport)
                    #expect(source.ends == [0: ["fine"]])
                }
            }
        }
    }
}

/// Gives calls out in order, and keeps what comes of them.
private final class Calls: CallSource {
    private struct State {
        var next = 0
        var ends: [Int: [String]] = [:]
        var old: [Int] = []
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let targets: [String]
    private let oldNews: String?
    private let state = Mutex(State())

    init(_ targets: [String], oldNews: String? = nil) {
        self.targets = targets
        self.oldNews = oldNews
    }

    var ends: [Int: [String]] { state.withLock { $0.ends } }
    var old: [Int] { state.withLock { $0.old.sorted() } }

    func start(_ lane: any CallLane, on transport: any TestedTransport) {
        let timer = transport.makeTimer { lane.wake() }
        timer.wake(at: transport.now)
        // A timer that is dropped is not called.
        kept.withLock { $0.append(timer) }
    }

    private let kept = Mutex<[any LoopTimer]>([])

    /// Wakes the lane on its loop, and waits until all calls have ended.
    func run(_ lane: any CallLane, on transport: any TestedTransport) async {
        await run(on: transport) { start(lane, on: transport) }
    }

    func run(on transport: any TestedTransport, _ wake: () -> Void) async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.ends.count + state.old.count == targets.count { return true }
                state.waiter = continuation
                return false
            }
            if isOver { continuation.resume() } else { wake() }
        }
    }

    func nextCall(_ target: inout [UInt8], at now: MonotonicTime) -> UInt64? {
        state.withLock { state in
            guard state.next < targets.count else { return nil }
            target += targets[state.next].utf8
            state.next += 1
            return UInt64(state.next - 1)
        }
    }

    func absorb(_ body: UnsafeRawBufferPointer, of call: UInt64, at now: MonotonicTime) -> Bool {
        guard let oldNews, unsafe body.elementsEqual(oldNews.utf8) else { return false }
        end { $0.old.append(Int(call)) }
        return true
    }

    func ended(_ call: UInt64, with outcome: HTTPOutcome) {
        let text =
            switch outcome {
            case .reply(let reply): reply.status == 200 ? reply.text : "\(reply.status) \(reply.text)"
            case .failure(let failure): "failed \(failure.kind.name)"
            }
        end { $0.ends[Int(call), default: []].append(text) }
    }

    private func end(_ change: (inout State) -> Void) {
        let waiter = state.withLock { state in
            change(&state)
            return state.ends.count + state.old.count == targets.count ? state.waiter.take() : nil
        }
        waiter?.resume()
    }
}
