// SPDX-License-Identifier: Apache-2.0
import CPrograms

/// All rows of the table, for one site.
struct Rows {
    let site: Site
    let scale: Scale

    var all: [Row] { polls + tracking + bodies + connections }

    /// How often things are done.
    struct Scale {
        let isQuick: Bool

        func callAsFunction(quick: Int, full: Int) -> Int { isQuick ? quick : full }
    }
}

extension Rows {
    private var polls: [Row] {
        [
            instructions, cpu, secondVersion, wakeUps, linearInstructions, linear(.cpu), linear(.memory),
            linear(.journal),
        ]
    }

    private static let connections = 16

    /// Microseconds of processor time for each of what a command counts.
    private func microseconds(_ command: Command?, _ missing: String) -> Contender.Work {
        guard let command else { return .leftOut(missing) }
        return .measured { round in
            let reading = try site.reading(command, round)
            return reading.cpuSeconds / reading.count * 1e6
        }
    }

    private func poll(_ program: String, _ count: Int, at url: String? = nil, _ more: String...) -> Command {
        var command = site.ours(program, "poll", url ?? site.pollURL, "\(count)", "\(Self.connections)")
        command.words += more
        return command
    }

    private func instructions(_ command: Command?) -> Contender.Work {
        guard Command.path(of: "valgrind") != nil else { return .leftOut("there is no valgrind") }
        guard bench_counts_instructions() != 0 else { return .leftOut("valgrind's header was not there to build with") }
        guard let command else { return .leftOut(Self.noPeers) }
        return .measured { _ in try Meter(site: site).instructions(command) }
    }

    private var instructions: Row {
        let count = scale(quick: 400, full: 10_000)
        return Row(
            id: "poll-instructions", title: "poll, whole cycle", unit: "user instructions",
            allowed: .timesFloor(1.10), rounds: scale(quick: 1, full: 3),
            contenders: [
                .floor("libcurl, transport alone", instructions(poll("floor-curl", count))),
                .us(instructions(poll("us", count, at: nil, "400"))),
                .peer(
                    "async-http-client", wanted: 3,
                    instructions(site.peer("poll", site.pollURL, "\(count)", "\(Self.connections)"))),
            ])
    }

    private var cpu: Row {
        let count = scale(quick: 2000, full: 20_000)
        func python(_ library: String, _ count: Int) -> Contender.Work {
            microseconds(
                site.python(library, "poll", site.pollURL, "\(count)", "\(Self.connections)"), site.options.noPython)
        }
        return Row(
            id: "poll-cpu", title: "poll, CPU", unit: "µs", allowed: .timesFloor(1.15),
            rounds: scale(quick: 1, full: 5),
            contenders: [
                .floor("libcurl, transport alone", microseconds(poll("floor-curl", count), "")),
                .us(microseconds(poll("us", count), "")),
                .peer("sockets in C", wanted: nil, microseconds(poll("floor-raw", count), "")),
                .peer("curl --parallel", wanted: 1.4, curl),
                .peer(
                    "async-http-client", wanted: nil,
                    microseconds(
                        site.peer("poll", site.pollURL, "\(count / 4)", "\(Self.connections)"), Self.noPeers)),
                .peer("aiohttp", wanted: 6, python("aiohttp", scale(quick: 400, full: 3000))),
                .peer(
                    "URLSession", wanted: 15,
                    microseconds(poll("peer-urlsession", scale(quick: 400, full: 2000)), "")),
                .peer("requests", wanted: 25, python("requests", scale(quick: 150, full: 800))),
                .peer("httpx", wanted: 80, python("httpx", scale(quick: 100, full: 400))),
            ])
    }

    /// The command as scripts use it; it counts nothing itself, so the difference of two runs is taken.
    private var curl: Contender.Work {
        guard let curl = Command.path(of: "curl") else { return .leftOut("there is no curl") }
        let (short, long) = (100, scale(quick: 1100, full: 10_100))
        func run(_ count: Int, _ round: Int) throws -> Double {
            let words = [
                curl, "--disable", "--parallel", "--parallel-max", "\(Self.connections)", "--silent", "--fail",
                "--header", "Authorization: Bearer none", "--output", "/dev/null",
                "\(site.pollURL)?task_id=[1-\(count)]",
            ]
            return try site.ended(Command(words: words), round).cpuSeconds
        }
        return .measured { round in
            let few = try run(short, round)
            return (try run(long, round) - few) / Double(long - short) * 1e6
        }
    }

    private var secondVersion: Row {
        let count = scale(quick: 1000, full: 10_000)
        let url = site.secondURL
        func work(_ command: (String) -> Command?, _ missing: String = "") -> Contender.Work {
            guard let url, let authority = site.certificates?.authority else {
                return .leftOut("there is no nginx to speak HTTP/2 to")
            }
            guard var command = command(url) else { return .leftOut(missing) }
            command.environment["SSL_CERT_FILE"] = authority
            return microseconds(command, missing)
        }
        return Row(
            id: "poll-http2", title: "poll over HTTP/2 and TLS, CPU", unit: "µs", allowed: .timesFloor(1.10),
            rounds: scale(quick: 1, full: 5),
            contenders: [
                .floor("libcurl, transport alone", work { poll("floor-curl", count, at: $0) }),
                .us(work { poll("us", count, at: $0) }),
                .peer(
                    "async-http-client", wanted: 2.8,
                    work({ site.peer("poll", $0, "\(count / 4)", "\(Self.connections)") }, Self.noPeers)),
            ])
    }

    private var wakeUps: Row {
        let (short, long) = (scale(quick: 200, full: 1000), scale(quick: 1000, full: 5000))
        func work(_ command: (Int) -> Command?) -> Contender.Work {
            guard Command.path(of: "strace") != nil else { return .leftOut("there is no strace") }
            guard let short = command(short), let long = command(long) else { return .leftOut(Self.noPeers) }
            return .measured { _ in try Meter(site: site).wakeUps(short, long) }
        }
        return Row(
            id: "poll-wake-ups", title: "poll, futex and wake-up calls", unit: "calls", allowed: .atMost(0.05),
            rounds: 1,
            contenders: [
                .floor("libcurl, transport alone", work { poll("floor-curl", $0) }),
                .us(work { poll("us", $0, at: nil, "400") }),
                .peer("URLSession", wanted: nil, work { poll("peer-urlsession", $0) }),
                .peer(
                    "async-http-client", wanted: nil,
                    work { site.peer("poll", site.pollURL, "\($0)", "\(Self.connections)") }),
            ])
    }

    private var numbersOfTasks: [Int] {
        [scale(quick: 100, full: 1000), scale(quick: 1000, full: 10_000), scale(quick: 2000, full: 100_000)]
    }

    private var linearInstructions: Row {
        let count = scale(quick: 400, full: 4000)
        return Row(
            id: "linear-instructions", title: "poll among many tasks", unit: "user instructions",
            allowed: .spread(1.15), rounds: 1,
            contenders: numbersOfTasks.map { tasks in
                // Under valgrind, a service is asked that much less often, and there is always one that waits all the same.
                var command = poll("us", count, at: nil, "\(tasks)", "0", "250")
                // To take up a hundred thousand of them takes it a quarter of an hour.
                command.limit = 2400
                return .us(instructions(command), "\(tasks) tasks")
            })
    }

    private enum Cost: String {
        case cpu, memory, journal

        var title: String {
            switch self {
            case .cpu: "poll among many tasks, CPU"
            case .memory: "task among many, memory"
            case .journal: "task among many, writes to the journal"
            }
        }

        var unit: String {
            switch self {
            case .cpu: "µs"
            case .memory: "bytes"
            case .journal: "writes"
            }
        }
    }

    /// The same polls with ever more tasks in flight.
    private func linear(_ cost: Cost) -> Row {
        let count = scale(quick: 2000, full: 20_000)
        func work(_ tasks: Int) -> Contender.Work {
            let command = poll("us", count, at: nil, "\(tasks)", "\(scale(quick: 100, full: 10_000))")
            if cost == .cpu { return microseconds(command, "") }
            return .measured { round in
                let reading = try site.reading(command, round)
                guard let value = cost == .memory ? reading.taskBytes : reading.journalWrites else {
                    throw Failure("us poll does not say what a task needs")
                }
                return value
            }
        }
        return Row(
            id: "linear-\(cost.rawValue)", title: cost.title, unit: cost.unit, allowed: .spread(1.15),
            rounds: scale(quick: 1, full: 3),
            contenders: numbersOfTasks.map { .us(work($0), "\($0) tasks") })
    }

    static let noPeers = "the package of peers was not built"
}
