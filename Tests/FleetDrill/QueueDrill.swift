// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import TestServers
import VideoGenerationKit

/// Many keyed requests from a queue that delivers each one to three times, one in a hundred requests to the service goes wrong, a process is
/// killed every few seconds, and the database crashes twice. In the end every request must have been paid once, and
/// delivered, and both books must agree.
final class QueueDrill {
    private let around: Surroundings
    private let broker: Broker
    private let requests: Int
    private let consumers: Int
    private let workers: Int
    private let command: String
    private let seed: Int
    private let patience: Duration
    private var children: [Child] = []
    private var kills = (consumers: 0, workers: 0)
    /// Those that were killed, by their process's number.
    private var victims: Set<Int32> = []
    private var leavers = 0
    private var generator: SplitMix

    /// How many messages a consumer has at a time.
    private static let window = 48

    init(_ words: Words) async throws {
        requests = try words.number("requests", 50_000)
        consumers = try words.number("consumers", 4)
        workers = try words.number("workers", 2)
        seed = try words.number("seed", 1)
        patience = .seconds(60 * (try words.number("minutes", 120)))
        command = try words.text("videogen")
        generator = SplitMix(state: UInt64(seed))
        broker = Broker(messages: requests, seed: UInt64(seed))
        around = try await Surroundings(
            words, emulator: ["--queue-seconds", "0", "--render-seconds", "1"],
            variables: [
                // Of all processes together.
                "VIDEOGEN_POLL_RATE": "400", "VIDEOGEN_POLL_INTERVAL": "1", "VIDEOGEN_LEASE": "6",
            ])
    }

    func run() async throws {
        try await around.order(Self.faults(requests, &generator))
        let begun = ContinuousClock.now
        for number in 0..<consumers + workers { children.append(try start(number)) }
        try await deliver(since: begun)
        let settled = try await settle(since: begun)
        let seconds = (ContinuousClock.now - begun) / .seconds(1)
        for child in children { child.send(SIGTERM) }
        for child in children where child.words.contains("consume") { child.hangUp() }
        for child in children { try await child.ended(within: 60) }
        try await report(settled, seconds: Int(seconds))
    }

    // MARK: The fleet

    private func start(_ number: Int) throws -> Child {
        guard number < consumers else {
            return try around.start([command, "worker", "--interval", "0.5", "--json"], "worker-\(number)")
        }
        let words = [CommandLine.arguments[0], "consume", "--output", around.folder + "/videos"]
        let broker = broker
        return try around.start(words, "consumer-\(number)") { line in
            let fields = line.split(separator: " ", maxSplits: 2)
            guard fields.count > 1, let message = Int(fields[1]) else { return }
            broker.settle(
                message, by: number, isDone: fields[0] != "later", reason: fields.count > 2 ? String(fields[2]) : "")
        }
    }

    /// Hands messages out, starts anew what has ended, and kills somebody now and then.
    private func tend(_ nextKill: inout ContinuousClock.Instant?) throws {
        for number in children.indices {
            if let code = children[number].code {
                broker.lose(number)
                switch code {
                case -SIGKILL where victims.remove(children[number].number) != nil: break
                case 3 where number < consumers: leavers += 1
                default: throw Trouble("\(children[number].words) ended with \(code)")
                }
                children[number] = try start(number)
            }
            guard number < consumers else { continue }
            while broker.held(by: number) < Self.window, let message = broker.next(for: number) {
                children[number].tell("\(message)")
            }
        }
        if let time = nextKill, ContinuousClock.now > time {
            let victim = Int.random(in: children.indices, using: &generator)
            children[victim].send(SIGKILL)
            victims.insert(children[victim].number)
            if victim < consumers { kills.consumers += 1 } else { kills.workers += 1 }
            nextKill = .now + .milliseconds(Int.random(in: 1500...4500, using: &generator))
        }
    }

    /// Until every message is acknowledged.
    private func deliver(since begun: ContinuousClock.Instant) async throws {
        let all = broker.waitingCount
        var nextKill: ContinuousClock.Instant? = .now + .seconds(3)
        var restarts = 0
        var nextWord = ContinuousClock.now
        while !broker.isEmpty {
            try check(begun)
            try tend(&nextKill)
            let done = broker.numbers.acknowledged
            if restarts < 2, done > all * (restarts + 1) / 3 {
                restarts += 1
                note("the database crashes, after \(done) of \(all) messages")
                try around.database.restart()
            }
            if ContinuousClock.now > nextWord {
                note("\(done) of \(all) messages, \(kills) kills, \(broker.numbers)")
                nextWord = .now + .seconds(15)
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        guard restarts == 2 else {
            throw Trouble("the database was restarted \(restarts) times; it takes more requests")
        }
    }

    private func check(_ begun: ContinuousClock.Instant) throws {
        if ContinuousClock.now - begun > patience { throw Trouble("not done in \(patience): \(broker.numbers)") }
    }

    // MARK: The person

    /// What a person does afterwards, as `docs/operations.md` says: looks each submission of unknown outcome up in the service's list,
    /// and sends again what no service has.
    private func settle(since begun: ContinuousClock.Instant) async throws -> (found: Int, missing: Int) {
        let client = try around.client()
        var settled = (found: 0, missing: 0)
        var noKill: ContinuousClock.Instant?
        var isOver = false
        while !isOver {
            try check(begun)
            do {
                isOver = try await look(by: client, &settled)
            } catch let error as VideoGenerationError where error.code == .store {
                // A person tries again.
                note(error.message)
            }
            for _ in 0..<100 {
                try tend(&noKill)
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        await client.shutdown()
        return settled
    }

    /// One look; whether nothing is left.
    private func look(
        by client: VideoClient, _ settled: inout (found: Int, missing: Int)
    ) async throws -> Bool {
        let unfinished = try await tasks(of: client, [.prepared, .submitting, .queued, .running, .delivering])
        let open = try await tasks(of: client, [.submissionUnknown])
        let failed = try await tasks(of: client, [.failed, .cancelled, .abandoned])
        if unfinished.isEmpty, open.isEmpty, failed.isEmpty, broker.isEmpty { return true }
        note("\(unfinished.count) unfinished, \(open.count) unknown, \(failed.count) failed")
        if !open.isEmpty {
            let bill = Dictionary(grouping: try await around.bill(), by: \.body.prompt)
            for task in open {
                if let remote = bill[task.request.prompt]?.last?.taskID {
                    try await client.resolve(task.id, as: remote)
                    settled.found += 1
                } else {
                    try await client.resolveAsNotSubmitted(task.id)
                    settled.missing += 1
                }
            }
        } else if broker.isEmpty {
            for task in failed {
                guard let order = task.metadata["order"].flatMap({ Int($0) }) else { throw Trouble("no order") }
                guard task.canBeSubmittedAnew else {
                    throw Trouble("\(task.id.rawValue) is lost: \(task.failure.map { "\($0)" } ?? task.state.rawValue)")
                }
                broker.send(order)
            }
        }
        return false
    }

    private func tasks(of client: VideoClient, _ states: Set<TaskState>) async throws -> [VideoTask] {
        var tasks: [VideoTask] = []
        try await client.forEachTask(matching: TaskQuery(states: states)) { tasks.append($0) }
        return tasks
    }

    // MARK: The books

    private func report(_ settled: (found: Int, missing: Int), seconds: Int) async throws {
        let client = try around.client()
        let bill = try await around.bill()
        let tasks = try await tasks(of: client, Set(TaskState.allCases))
        let theirs = try await Order.price(of: bill, by: client)
        await client.shutdown()
        let ours = tasks.flatMap(\.charges).reduce(Int64(0)) { $0 + $1.micros }
        let table = try await around.count("SELECT coalesce(sum(micros), 0)::bigint FROM videogen.charge")
        let days = try await around.count("SELECT coalesce(sum(micros), 0)::bigint FROM videogen.spending")
        let paid = Dictionary(grouping: bill, by: \.body.prompt).mapValues(\.count)
        let wanted = Set((0..<requests).map { Order($0).prompt })
        let twice = paid.values.count { $0 > 1 }
        let unpaid = wanted.subtracting(paid.keys).count
        let delivered = tasks.count { $0.state == .delivered }
        let files = tasks.flatMap(\.samples).count { sample in
            sample.path.flatMap(size) == sample.bytes && sample.bytes != nil
        }
        let unknown = Set(tasks.compactMap { $0.handle?.remoteID }).symmetricDifference(bill.map(\.taskID)).count
        let numbers = broker.numbers
        say(
            """
            | requests with a key | \(requests) |
            | deliveries by the queue; put off and delivered again | \(numbers.deliveries); \(numbers.postponed) |
            | processes | \(consumers) consumers, \(workers) workers |
            | killed | \(kills.consumers) consumers, \(kills.workers) workers |
            | left by themselves, having been taken for dead | \(leavers) |
            | crashes of the database | 2 |
            | submissions of unknown outcome that the service had; had not | \(settled.found); \(settled.missing) |
            | time | \(seconds) s |
            | paid by the emulator's ledger | \(bill.count) |
            | keys paid twice | \(twice) |
            | keys not paid | \(unpaid) |
            | tasks delivered | \(delivered) |
            | videos, whole | \(files) |
            | tasks of one book that the other has not | \(unknown) |
            | the emulator's ledger, millionths of a dollar | \(theirs) |
            | our tasks, our charges, our days | \(ours), \(table), \(days) |
            """)
        guard bill.count == requests, twice == 0, unpaid == 0, delivered == requests, files == requests, unknown == 0,
            theirs == ours, ours == Int64(table), table == days
        else { throw Trouble("the books do not agree") }
    }

    private func size(_ path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size]) as? Int
    }

    /// One in a hundred requests goes wrong, of each kind that there is.
    private static func faults(_ count: Int, _ generator: inout SplitMix) -> [[String: FaultValue]] {
        let kinds: [[String: FaultValue]] = [
            ["on": "submit", "kind": "status", "status": 503], ["on": "submit", "kind": "status_after", "status": 500],
            ["on": "submit", "kind": "reset_before_read"], ["on": "submit", "kind": "reset_after_read"],
            ["on": "submit", "kind": "close_after_read"], ["on": "submit", "kind": "cut_headers"],
            ["on": "submit", "kind": "cut_json"], ["on": "submit", "kind": "slow", "delay": 2],
            ["on": "poll", "kind": "status", "status": 500], ["on": "poll", "kind": "html"],
            ["on": "poll", "kind": "cut_json"], ["on": "poll", "kind": "reset"],
            ["on": "poll", "kind": "unknown_word"],
            ["on": "poll", "kind": "slow", "delay": 2],
            ["on": "media", "kind": "truncate"], ["on": "media", "kind": "reset"],
            ["on": "media", "kind": "error_page"],
            ["on": "media", "kind": "wrong_length"], ["on": "media", "kind": "mp4_type_html"],
        ]
        let places = Dictionary(grouping: kinds) { kind in
            if case .text(let place)? = kind["on"] { place } else { "" }
        }
        return places.values.flatMap { kinds in
            (0..<max(count / 100, kinds.count)).map { number in
                var fault = kinds[number % kinds.count]
                fault["skip"] = .number(Int.random(in: 50...148, using: &generator))
                return fault
            }
        }
    }
}
