// SPDX-License-Identifier: Apache-2.0
import Foundation
import VideoGenerationKit

/// An app behind a broker: each line of its input is a message that asks for a video, and may arrive more than once. It acknowledges one
/// when a service has the task, when a person has to look, or when there is no money for it ("refused"); "later" is for one that should be
/// delivered again.
struct Consumer {
    private let client: VideoClient
    private let folder: String

    init(_ words: Words) throws {
        client = try .fromEnvironment()
        folder = try words.text("output")
    }

    func run() async throws {
        let (messages, told) = AsyncStream<Int>.makeStream()
        Thread.detachNewThread {
            while let line = readLine() {
                if let number = Int(line) { told.yield(number) }
            }
            told.finish()
        }
        let watch = Task { try await leaveWhenDead() }
        await withDiscardingTaskGroup { group in
            for await number in messages {
                group.addTask { say(await answer(number)) }
            }
        }
        watch.cancel()
        // What is on its way goes to others.
        await client.shutdown()
    }

    /// A process that was taken for dead has nothing left to do.
    private func leaveWhenDead() async throws {
        while true {
            try await Task.sleep(for: .seconds(1))
            if (try? await client.isOwnerAlive()) == false { exit(3) }
        }
    }

    private func answer(_ number: Int) async -> String {
        do {
            let order = Order(number)
            let plan = try await client.plan(order.request, from: [Order.model])
            let generation = try await client.submit(
                plan, to: .named("order-\(number)", folder: folder), requestID: order.requestID,
                metadata: ["order": "\(number)"])
            return "\(try await word(for: generation)) \(number)"
        } catch {
            return "later \(number) \(error)"
        }
    }

    private func word(for generation: Generation) async throws -> String {
        if await generation.isFollowedHere() {
            for await event in await generation.events() {
                switch event {
                case .submitted, .status, .delivered, .submissionUnknown: return "done"
                case .failed(let error): return error.code == .overBudget ? "refused" : "later"
                case .retrying, .failover, .held, .unanswered, .attention: continue
                }
            }
        }
        switch try await client.task(generation.id).state {
        case .prepared, .submitting, .failed, .cancelled, .abandoned: return "later"
        case .queued, .running, .delivering, .delivered, .submissionUnknown: return "done"
        }
    }
}

/// What a message asks for.
struct Order {
    /// A model with a price list.
    static let model = "fal/veo-3.1-lite"

    let number: Int

    init(_ number: Int) { self.number = number }

    var requestID: String { "order-\(number)" }
    var prompt: String { "Order \(number): waves" }
    /// Of several prices, so that a sum tells which were paid.
    var seconds: Int { [4, 6, 8][number % 3] }

    /// What an emulator's ledger comes to, in millionths of a dollar.
    static func price(of bill: [Surroundings.Bill], by client: VideoClient) async throws -> Int64 {
        var prices: [String: Int64] = [:]
        for order in (0..<3).map(Order.init) {
            let plan = try await client.plan(order.request, from: [Order.model])
            prices["\(order.seconds)s"] = plan.candidates.first?.price?.highest.micros
        }
        return try bill.reduce(0) { sum, entry in
            guard let price = prices[entry.body.duration] else { throw Trouble("no price for \(entry.body)") }
            return sum + price
        }
    }

    var request: VideoRequest {
        VideoRequest(prompt, image: .url("https://example.com/a.png"), options: VideoOptions(duration: seconds))
    }
}
