// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension ProviderRule {
    static let refusing = [
        Definition("a refusal is read by the service's own envelope") { bench in
            for refusal in bench.samples.refusals {
                bench.judge(bench.readSubmit(refusal.reply.reply).refusal, for: refusal, "submission")
            }
            for refusal in bench.samples.statusRefusals {
                bench.judge(bench.readStatus(refusal.reply).refusal, for: refusal, "question")
            }
        },
        Definition("no work is proved where no document proves it") { bench in
            for refusal in bench.samples.refusals where !refusal.provesNoWork {
                for status in [500, 502, 504, 409, 200] {
                    let reply = HTTPReply(status: status, body: Array(refusal.reply.text.utf8))
                    let outcome = SubmitOutcome(judging: .reply(reply), reading: bench.readSubmit)
                    if case .unknown = outcome { continue }
                    bench.report(
                        "\(refusal.reply.text) with the status \(status) counts as proof that no work was started, and the "
                            + "submission may be paid twice: set provesNoWork only where a document of the service says so, and "
                            + "say so in the sample, too.")
                }
            }
        },
        Definition("a failed task says why") { bench in
            for failure in bench.samples.failed {
                let read = bench.readStatus(failure.reply)
                guard case .failed(let refusal)? = read.phase else {
                    bench.report(
                        "the answer \(failure.reply.text) is read as \(read.summary): report .failed with the code "
                            + "\(failure.code.rawValue).")
                    continue
                }
                bench.judge(refusal, for: failure, "question")
            }
        },
    ]
}

extension SubmitReading {
    fileprivate var refusal: ServiceRefusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }
}

extension StatusReading {
    fileprivate var refusal: ServiceRefusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }
}

extension ProviderBench {
    fileprivate func judge(_ refusal: ServiceRefusal?, for expected: WireRefusal, _ purpose: String) {
        let text = "the answer \(expected.reply.text) (\(expected.reply.status)) to a \(purpose)"
        guard let refusal else {
            return report("\(text) is not read as a refusal: return .refused with the code \(expected.code.rawValue).")
        }
        expect(
            refusal.code == expected.code,
            "\(text) has the code \(refusal.code.rawValue): it means \(expected.code.rawValue).")
        expect(
            refusal.isRetryable == expected.isRetryable,
            "\(text) is \(refusal.isRetryable ? "retryable" : "not retryable"): set isRetryable to \(expected.isRetryable)."
        )
        expect(
            refusal.provesNoWork || !expected.provesNoWork,
            "\(text) proves that no work was started, as a document says: set provesNoWork.")
        expect(!refusal.message.isEmpty, "\(text) has no message: quote the service's word.")
    }
}
