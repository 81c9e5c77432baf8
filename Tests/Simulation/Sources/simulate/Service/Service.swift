// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import VideoGenerationCore
import VideoGenerationTesting

/// The model service: it takes submissions, writes each into its ledger, renders, and serves the files.
final class Service {
    unowned let world: World
    /// What is billed: an entry whenever a submission is taken, whether or not its answer arrives.
    private(set) var ledger: [Job] = []
    private var numbers: [String: Int] = [:]

    init(_ world: World) {
        self.world = world
    }

    /// A task, as the service knows it.
    final class Job {
        let remoteID: String
        let request: Int
        /// The host that has it.
        let host: String
        let samples: Int
        let taken: MonotonicTime
        let fate: Plan.Fate
        /// The processes that were told that it is done.
        var told: Set<Int> = []
        /// Whether its id is recorded nowhere, and an answer has been given since anybody tried to record it.
        var isRecordDue = false
        /// How often its files' host refused to give one.
        var refusals = 0
        /// Whether it was ever said to be forgotten for good.
        var isForgotten = false

        init(remoteID: String, request: Int, host: String, samples: Int, taken: MonotonicTime, fate: Plan.Fate) {
            self.host = host
            self.remoteID = remoteID
            self.request = request
            self.samples = samples
            self.taken = taken
            self.fate = fate
        }

        /// Which of the samples were made.
        var made: Range<Int> {
            switch fate.result {
            case .whole, .gone: 0..<samples
            case .partial: 0..<max(1, samples / 2)
            case .nothing, .failed, .lost: 0..<0
            }
        }
    }

    func job(_ remoteID: String) -> Job? { numbers[remoteID].map { ledger[$0] } }

    /// Takes a submission: from here on it is billed.
    func take(_ request: Int, samples: Int, at host: String) -> Job {
        let fate = world.plan.requests[request].fate
        let job = Job(
            remoteID: "t-\(ledger.count)", request: request, host: host, samples: samples, taken: world.now, fate: fate)
        numbers[job.remoteID] = ledger.count
        ledger.append(job)
        world.note("ledger", ledger.count - 1, request, say: "\(job.remoteID) for request \(request)")
        return job
    }

    func answer(_ exchange: HTTPExchange, from process: Process) -> VirtualReply {
        let path = exchange.request.path ?? ""
        if exchange.request.method == .post { return submitted(exchange, by: process) }
        if exchange.purpose == .download { return fetched(exchange, path, by: process) }
        return asked(
            String(path.split(separator: "=").last ?? ""), at: exchange.request.authority ?? "", by: process)
    }
}

extension VirtualReply {
    /// The service's own "no".
    static func envelope(_ status: Int, _ reason: String, header: String = "") -> VirtualReply {
        .json(#"{"code":\#(status),"reason":"\#(reason)","message":"why"}"#, status: status, header: header)
    }

    static func page(_ status: Int) -> VirtualReply { .json("<html>\(status)</html>", status: status) }
    static let refused = VirtualReply.failure(.unreachable, phase: .connecting, provesNothingSent: true)
    static let silence = VirtualReply.failure(.timedOut).after(.seconds(600))
    static let cutHeader = VirtualReply(
        .failure(
            ExchangeFailure(
                .connectionLost, phase: .receiving, bytesSent: 500, bytesReceived: 20, provesNothingSent: false,
                status: 200, message: "cut in the header")))
    static func redirect(to location: String) -> VirtualReply {
        .bytes([], status: 302, header: "Location: \(location)\r\n")
    }
}
