// SPDX-License-Identifier: Apache-2.0
import Foundation

extension Rows {
    /// A number that a command says, in the row's unit.
    private func said(
        _ command: Command?, _ missing: String = "", _ value: @escaping (Reading) -> Double?
    ) -> Contender.Work {
        guard let command else { return .leftOut(missing) }
        return .measured { round in
            guard let value = value(try site.reading(command, round)) else { throw Failure("it does not say that") }
            return value
        }
    }

    // MARK: Following tasks

    var tracking: [Row] {
        let parked = "100000"
        var ours = site.ours("us", "parked", parked)
        ours.limit = 300
        let (tasks, seconds) = ("10000", scale.isQuick ? "1" : "5")
        let perFire = { (reading: Reading) -> Double? in reading.cpuSeconds / reading.count * 1e6 }
        return [
            Row(
                id: "task-memory", title: "task in flight, 100,000 of them, memory", unit: "bytes",
                allowed: .timesFloor(2), rounds: scale(quick: 1, full: 3),
                contenders: [
                    .floor("a record of 64 bytes", said(site.ours("floor-raw", "parked", parked)) { $0.taskBytes }),
                    .us(said(ours) { $0.taskBytes }),
                    .peer(
                        "Task and sleep", wanted: 17,
                        said(site.ours("peer-tasks", "parked", parked)) { $0.taskBytes }),
                ]),
            Row(
                id: "timer-cpu", title: "timer that fires, 10,000 a second, CPU", unit: "µs", allowed: .timesFloor(1.5),
                rounds: scale(quick: 1, full: 5),
                contenders: [
                    .floor("timing wheel alone", said(site.ours("floor-raw", "fires", tasks, seconds), "", perFire)),
                    .us(said(site.ours("us", "fires", tasks, seconds), "", perFire)),
                    .peer(
                        "Task and sleep", wanted: 30,
                        said(site.ours("peer-tasks", "fires", tasks, seconds), "", perFire)),
                ]),
        ]
    }

    // MARK: Large bodies

    var bodies: [Row] {
        let count = "\(scale(quick: 1, full: 5))"
        let milliseconds = { (reading: Reading) -> Double? in reading.cpuSeconds / reading.count * 1e3 }
        let growth = { (reading: Reading) -> Double? in reading.growthBytes.map { $0 / 1e6 } }
        func submits(_ value: @escaping (Reading) -> Double?, wanted: Double) -> [Contender] {
            let files = (site.image, site.smallImage)
            func python(_ library: String) -> Contender {
                .peer(
                    library, wanted: wanted,
                    said(
                        site.python(library, "submit", files.0, site.url, "1", files.1), site.options.noPython, value))
            }
            return [
                .peer(
                    "async-http-client", wanted: wanted,
                    said(site.peer("submit", files.0, site.url, count, files.1), Self.noPeers, value)),
                .peer(
                    "URLSession", wanted: wanted,
                    said(site.ours("peer-urlsession", "submit", files.0, site.url, count, files.1), "", value)),
                python("requests"), python("httpx"), python("aiohttp"),
            ]
        }
        func us(_ image: String) -> Command { site.ours("us", "submit", image, site.url, count, site.smallImage) }
        let floor = site.ours("floor-raw", "submit", site.image, site.url + "/v3/async/x", count)
        return [
            Row(
                id: "submit-cpu", title: "submit an image of 20 MiB, CPU", unit: "ms", allowed: .timesFloor(1.15),
                rounds: scale(quick: 1, full: 5),
                contenders: [
                    .floor("socket, SIMD base64 and SHA-256", said(floor, "", milliseconds)),
                    .us(said(us(site.image), "", milliseconds)),
                ] + submits(milliseconds, wanted: 5)),
            Row(
                id: "submit-memory", title: "submit an image, memory above rest", unit: "MB", allowed: .atMost(1.5),
                rounds: scale(quick: 1, full: 3),
                contenders: [
                    .floor("socket, SIMD base64 and SHA-256", said(floor, "", growth)),
                    .us(said(us(site.image), "", growth), "20 MiB"),
                    .us(said(us(site.mediumImage), "", growth), "5 MiB"),
                ] + submits(growth, wanted: 70)),
            download,
        ]
    }

    private var download: Row {
        let (url, file) = (site.url + "/bytes/\(100 << 20)", site.target)
        let milliseconds = { (reading: Reading) -> Double? in reading.cpuSeconds / reading.count * 1e3 }
        let count = "\(scale(quick: 1, full: 3))"
        return Row(
            id: "download-cpu", title: "download of 100 MiB to a file, CPU", unit: "ms", allowed: .timesFloor(1.15),
            rounds: scale(quick: 1, full: 5),
            contenders: [
                .floor(
                    "read, SHA-256 and write",
                    said(site.ours("floor-raw", "download", url, file, count), "", milliseconds)),
                .us(said(site.ours("us", "download", url, file, count), "", milliseconds)),
                .peer(
                    "async-http-client", wanted: 1.1,
                    said(site.peer("download", url, file, count), Self.noPeers, milliseconds)),
                .peer(
                    "httpx", wanted: 1.5,
                    said(site.python("httpx", "download", url, file, "1"), site.options.noPython, milliseconds)),
                .peer(
                    "URLSession", wanted: 2,
                    said(site.ours("peer-urlsession", "download", url, file, "1"), "", milliseconds)),
            ])
    }

    // MARK: Connections and the command

    var connections: [Row] {
        [tls("first") { $0.firstCpuSeconds }, tls("later", Self.later), start, size]
    }

    private static func later(_ reading: Reading) -> Double? {
        reading.firstCpuSeconds.map { (reading.cpuSeconds - $0) / (reading.count - 1) }
    }

    private func tls(_ which: String, _ seconds: @escaping (Reading) -> Double?) -> Row {
        let count = "\(scale(quick: 6, full: 21))"
        func work(_ command: Command, file: Bool = false) -> Contender.Work {
            guard let certificates = site.certificates else { return .leftOut("there is no openssl") }
            var command = command
            command.environment["SSL_CERT_DIR"] = certificates.directory
            if file {
                guard let bundle = certificates.bundle else { return .leftOut("the system has no such file") }
                command.environment["SSL_CERT_FILE"] = bundle
            }
            return said(command) { reading in seconds(reading).map { $0 * 1e3 } }
        }
        return Row(
            id: "tls-\(which)", title: "new verified TLS connection, \(which), CPU", unit: "ms",
            allowed: .timesFloor(1.2), rounds: scale(quick: 1, full: 7),
            contenders: [
                .floor(
                    "libcurl, hashed directory", work(site.ours("floor-curl", "tls", site.tlsURL, count, "hashed"))),
                .us(work(site.ours("us", "tls", site.tlsURL, count))),
                .peer(
                    "libcurl as it is by default", wanted: which == "first" ? 7 : 15,
                    work(site.ours("floor-curl", "tls", site.tlsURL, count, "default"), file: true)),
            ])
    }

    private var start: Row {
        func work(_ command: Command?, _ missing: String = "") -> Contender.Work {
            guard let command else { return .leftOut(missing) }
            return .measured { _ in
                // Not what another row has run: the server remembers the latest only.
                let ended = try command.run(in: site.folder)
                return Double(try Server.Statistics(at: site.port).lastFirstByte - ended.started) / 1e6
            }
        }
        return Row(
            id: "start", title: "start of a process to its first request's first byte", unit: "ms",
            allowed: .timesFloor(1.35), rounds: scale(quick: 3, full: 21),
            contenders: [
                .floor("libcurl", work(site.ours("floor-curl", "start", site.pollURL))),
                .us(work(site.ours("us-transport", "start", site.pollURL))),
                .peer("URLSession", wanted: 2, work(site.ours("peer-urlsession", "start", site.pollURL))),
                .peer(
                    "URLSession, linked as by default", wanted: 2,
                    work(site.dynamicURLSession("start", site.pollURL), Self.noPeers)),
                .peer("async-http-client", wanted: nil, work(site.peer("start", site.pollURL), Self.noPeers)),
                .peer("httpx", wanted: 18, work(site.python("httpx", "start", site.pollURL), site.options.noPython)),
            ])
    }

    private var size: Row {
        let work: Contender.Work
        if let path = site.options.command {
            work = .measured { _ in
                guard let size = try URL(filePath: path).resourceValues(forKeys: [.fileSizeKey]).fileSize else {
                    throw Failure("\(path) is no file")
                }
                return Double(size) / 1e6
            }
        } else {
            work = .leftOut("a static build takes minutes; a quick run has none")
        }
        return Row(
            id: "command-size", title: "stripped static command", unit: "MB", allowed: .atMost(20), rounds: 1,
            contenders: [.us(work)])
    }
}
