// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Testing

@testable import VideoEmulator

struct ShutdownTests {
    @Test func `a shutdown waits for no client`() async throws {
        let emulator = try await VideoEmulator.start(Harness.quick)
        let harness = Harness(emulator: emulator)
        try await harness.order([
            ["on": "submit", "kind": "silence"], ["on": "poll", "kind": "endless"],
            ["on": "submit", "kind": "slow", "delay": 3600],
        ])
        let clients = [
            Task { _ = try? await harness.submit(patience: .seconds(60)) },
            Task {
                let body = Harness.body(shade: 7, samples: 4, duration: 8)
                _ = try? await harness.submit(body, patience: .seconds(60))
            },
        ]
        let id = try await waitingTask(harness)
        let reader = try await deafReader(harness, id: id)
        let began = ContinuousClock.now
        await emulator.shutdown()
        #expect(ContinuousClock.now - began < .seconds(5))
        for client in clients { await client.value }
        try? await reader.close()
    }

    @Test func `an idle connection does not hold a shutdown up`() async throws {
        let emulator = try await VideoEmulator.start(Harness.quick)
        let port = try #require(Int(emulator.apiURL.split(separator: ":").last ?? ""))
        let idle = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port).get()
        await emulator.shutdown()
        try await idle.closeFuture.get()
    }

    @Test func `bytes that are not HTTP get a 400`() async throws {
        try await Harness.run { harness async throws in
            let port = try #require(Int(harness.emulator.apiURL.split(separator: ":").last ?? ""))
            let answer = try await RawClient(port: port).exchange(Array("nonsense\r\n\r\n".utf8)) { _ in false }
            #expect(String(decoding: answer.received, as: UTF8.self).hasPrefix("HTTP/1.1 400 "))
        }
    }

    /// The task of a submission whose answer never comes is known from the ledger alone.
    private func waitingTask(_ harness: Harness) async throws -> String {
        for _ in 0..<200 {
            if let id = try await harness.list("ledger").first?["task_id"]?.textValue { return id }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Harness.Unfinished()
    }

    /// A client that asks for an endless answer and reads none of it, so that the server's writes wait.
    private func deafReader(_ harness: Harness, id: String) async throws -> any Channel {
        let port = try #require(Int(harness.emulator.apiURL.split(separator: ":").last ?? ""))
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: false)
            .connect(host: "127.0.0.1", port: port).get()
        let request = "GET /v3/async/task-result?task_id=\(id) HTTP/1.1\r\nhost: a\r\nauthorization: Bearer k\r\n\r\n"
        try await channel.writeAndFlush(ByteBuffer(string: request))
        for _ in 0..<200 {
            let polls = try await harness.list("requests").filter { $0["method"] == "GET" }
            if polls.first?["status"]?.integerValue == 200 { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        return channel
    }
}
