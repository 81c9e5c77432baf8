// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// The way to one model's service for questions about tasks: calls that are built once, and differ in what the task is
/// called there. Lives on the tracker.
final class PollLine {
    let number: Int
    let model: any VideoGeneration
    /// What shares the model and the call; nil for a model that is asked in its own way, task by task.
    let shape: PollShape?
    /// Where the pace of its account is.
    let pace: Int
    /// How long its model is expected to take.
    var expected = Duration.zero
    /// The lane of the calls, and the key that they carry; nil until there is one.
    private(set) var lane: (any CallLane)?
    private(set) var secret: Secret?
    /// When the key was asked for last.
    private var keyRead = MonotonicTime(nanoseconds: .min)
    /// Whether the key is being asked for.
    var isReadingKey = false

    private var ready: [(row: Int, question: UInt32)] = []
    private var nextReady = 0

    init(_ number: Int, _ model: any VideoGeneration, _ shape: PollShape?, pace: Int) {
        self.number = number
        self.model = model
        self.shape = shape
        self.pace = pace
    }

    /// Whether the key may be another one by now: whoever keeps it is asked once a second at most, and not for each call.
    func isKeyStale(at now: MonotonicTime) -> Bool {
        lane == nil || model.surface.credential != nil && now - keyRead >= .seconds(1)
    }

    /// Takes the key that was found in; `make` gives the lane for another one.
    func take(_ key: Secret?, at now: MonotonicTime, _ make: () -> any CallLane) {
        keyRead = now
        guard lane == nil || key?.reveal() != secret?.reveal() else { return }
        secret = key
        lane = make()
    }

    /// The key is asked for anew before the next call.
    func doubtKey() {
        keyRead = MonotonicTime(nanoseconds: .min)
    }

    /// Adds a question whose turn it is.
    func add(_ row: Int, question: UInt32) {
        ready.append((row, question))
    }

    /// Takes the next one.
    func next() -> (row: Int, question: UInt32)? {
        guard nextReady < ready.count else { return nil }
        defer {
            nextReady += 1
            if nextReady == ready.count {
                ready.removeAll(keepingCapacity: true)
                nextReady = 0
            }
        }
        return ready[nextReady]
    }
}

/// A call that asks about a task, but for what the task is called.
struct PollShape: Hashable {
    let request: HTTPRequest
    /// What stands before and after the name.
    let prefix: [UInt8]
    let suffix: [UInt8]

    /// The shape of `call` for a task that is called `remoteID`; nil if it has a body, or the name does not stand in its
    /// target as it is, just once.
    init?(_ call: HTTPCall, for remoteID: String) {
        guard call.content == nil, let path = call.request.path, !remoteID.isEmpty else { return nil }
        let parts = path.split(separator: remoteID, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        prefix = Array(parts[0].utf8)
        suffix = Array(parts[1].utf8)
        var request = call.request
        request.path = "/"
        self.request = request
    }
}

/// What tasks must share to be asked about along one line.
struct PollLineKey: Hashable {
    private let surface: Surface
    private let model: ModelID
    private let mode: GenerationMode
    private let type: ObjectIdentifier
    private let object: ObjectIdentifier?
    private let shape: PollShape?

    init(_ model: any VideoGeneration, _ shape: PollShape?) {
        surface = model.surface
        self.model = model.descriptor.model
        mode = model.descriptor.mode
        let type = Swift.type(of: model) as Any.Type
        self.type = ObjectIdentifier(type)
        // Two that are objects may differ in what cannot be seen.
        object = type is AnyClass ? ObjectIdentifier(model as AnyObject) : nil
        self.shape = shape
    }
}

/// A line as the transport's loop sees it.
final class PollSource: CallSource {
    private weak let tracker: VideoTracker?
    private let line: Int

    init(_ tracker: VideoTracker, line: Int) {
        self.tracker = tracker
        self.line = line
    }

    func nextCall(_ target: inout [UInt8]) -> UInt64? {
        tracker?.assumeIsolated { $0.nextCall(along: line, &target) } ?? nil
    }

    func isOldNews(_ body: UnsafeRawBufferPointer, of call: UInt64) -> Bool {
        guard let tracker else { return true }
        let answer = unsafe tracker.answerHash(body)
        return tracker.assumeIsolated { $0.isOldNews(answer, of: PollCall(call)) }
    }

    func ended(_ call: UInt64, with outcome: HTTPOutcome) {
        tracker?.assumeIsolated { $0.ended(PollCall(call), with: outcome, along: line) }
    }
}

/// A question on its way: the row that it is about, and its number.
struct PollCall {
    let row: Int
    let question: UInt32

    init(row: Int, question: UInt32) {
        self.row = row
        self.question = question
    }

    init(_ number: UInt64) {
        row = Int(number & 0xFFFF_FFFF)
        question = UInt32(truncatingIfNeeded: number >> 32)
    }

    var number: UInt64 { UInt64(question) << 32 | UInt64(row) }
}
