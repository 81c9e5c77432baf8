// SPDX-License-Identifier: Apache-2.0
import Synchronization
import VideoGenerationCore

extension ProviderRule {
    static let sending = [
        Definition("a submission is one exchange, whatever comes of it") { bench in
            guard let example = bench.mixedExamples.first else { return }
            let replies: [(String, VirtualReply)] = [
                ("is accepted", VirtualReply(.reply(bench.samples.accepted.reply))),
                ("is answered with 503", .json("<html>", status: 503)),
                ("is answered with 429", .json("<html>", status: 429)),
                ("is lost", .failure(.connectionLost)),
            ]
            for (what, reply) in replies {
                let line = ProviderLine(bench.provider) { reply }
                _ = try line.run { await $0.submit(Submission(example.request, by: $1)) }
                bench.expect(
                    line.exchanges.count == 1 && line.exchanges.allSatisfy { $0.purpose == .submit },
                    "a submission that \(what) is \(line.exchanges.count) exchanges: send it once, by the verb that "
                        + "HTTPVideoGeneration has, and leave repetition to the tracker.")
            }
        },
        Definition("nothing is sent in a cancelled task") { bench in
            guard let example = bench.mixedExamples.first else { return }
            let task = bench.task(bench.samples.id)
            let line = ProviderLine(bench.provider) { .json("<html>", status: 503) }
            let submitted = try line.runCancelled { await $0.submit(Submission(example.request, by: $1)) }
            if case .notSent = submitted {
            } else {
                bench.report(
                    "a submission in a cancelled task comes out as \(submitted.summary), and holds money that was never spent: "
                        + "let the transport say that nothing was sent.")
            }
            let asked = try line.runCancelled { await $0.status(StatusQuery(task, by: $1)) }
            if case .report = asked {
                bench.report("a question in a cancelled task comes out as a report: nobody answered it.")
            }
            bench.expect(
                line.exchanges.isEmpty,
                "\(line.exchanges.count) exchanges were sent in a cancelled task: send in the task that asks, in no other."
            )
        },
        Definition("no key that an answer quotes is kept") { bench in
            guard bench.provider.surface.credential != nil, let example = bench.mixedExamples.first else { return }
            let task = bench.task(bench.samples.id)
            for sample in bench.allSamples {
                for echo in bench.echoes(of: ProviderLine.key, in: sample) {
                    let first = sample.reply.after.map { VirtualReply.json($0) }
                    let line = ProviderLine(bench.provider, first: first) { VirtualReply(.reply(echo)) }
                    let kept =
                        sample.isSubmission
                        ? try line.run { "\(await $0.submit(Submission(example.request, by: $1)))" }
                        : try line.run { "\(await $0.status(StatusQuery(task, by: $1)))" }
                    bench.expect(
                        !kept.contains(ProviderLine.key),
                        "the key that \(sample.name) quotes is in what is made of it: return the service's text as a message, "
                            + "where keys are taken out, and nowhere else.")
                }
            }
        },
    ]
}

/// A provider's own verbs on a virtual line to a service that answers everything alike.
private struct ProviderLine {
    /// The only key on it.
    static let key = "kit-key-0123456789abcdef"

    private let provider: any HTTPVideoGeneration
    private let loop: VirtualLoop
    private let connection: SurfaceConnection

    /// A line on which `first`, if there is one, comes before everything else.
    init(
        _ provider: any HTTPVideoGeneration, first: VirtualReply? = nil,
        answer: @escaping @Sendable () -> VirtualReply
    ) {
        self.provider = provider
        let first = Mutex(first)
        loop = VirtualLoop { _ in first.withLock { $0.take() } ?? answer() }
        let keys = provider.surface.credential.map { [$0: Self.key] } ?? [:]
        connection = SurfaceConnection(
            surface: provider.surface, transport: loop, credentials: FixedCredentials(keys))
    }

    var exchanges: [HTTPExchange] { loop.exchanges }

    /// What `verb` gives.
    func run<Value: Sendable>(
        _ verb: @escaping @Sendable (any HTTPVideoGeneration, SurfaceConnection) async -> Value
    ) throws -> Value {
        try loop.run { [provider, connection] in await verb(provider, connection) }
    }

    /// What `verb` gives in a task that is cancelled before it begins.
    func runCancelled<Value: Sendable>(
        _ verb: @escaping @Sendable (any HTTPVideoGeneration, SurfaceConnection) async -> Value
    ) throws -> Value {
        try loop.run { [provider, connection] in
            unsafe withUnsafeCurrentTask { task in unsafe task?.cancel() }
            return await verb(provider, connection)
        }
    }
}

extension SubmitOutcome {
    fileprivate var summary: String {
        switch self {
        case .accepted: "accepted"
        case .notSent: "not sent"
        case .rejected(let error): "rejected (\(error.code.rawValue))"
        case .unknown: "unknown"
        }
    }
}

extension ProviderBench {
    /// The sample with `key` in its texts, as far as it is still read as the same.
    fileprivate func echoes(of key: String, in sample: Sample) -> [HTTPReply] {
        guard let json = sample.json else { return [] }
        let whole = summary(of: sample)
        return json.leaves.compactMap { leaf in
            guard let text = leaf.value.string else { return nil }
            let echo = json.replacing(leaf.steps, with: .string("\(text) Bearer \(key) is wrong"))
            return summary(of: sample, body: Array(echo.text.utf8)) == whole
                ? sample.reply.reply(Array(echo.text.utf8)) : nil
        }
    }
}
