// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// What came of killed tasks, held against the emulator's ledger.
struct KillReport: Sendable {
    private(set) var tasks = 0
    private(set) var kills = 0
    private(set) var found: [String: Int] = [:]
    private(set) var endings: [String: Int] = [:]
    private(set) var longestTakeOver = Duration.zero

    /// Judges one task: no id lost, nothing paid twice, nothing called failed that was paid for.
    mutating func judge(_ task: KilledTask, _ outcome: KilledTask.Outcome, _ ledger: [Value]) {
        let entries = ledger.filter { $0["body"]["prompt"].text == task.prompt }
        let story: Comment = "task \(task.number), \(outcome): \(entries)"
        tasks += 1
        kills += outcome.kills
        longestTakeOver = max(longestTakeOver, outcome.takeOver)
        found[outcome.stateAfterKill, default: 0] += 1
        #expect(entries.count <= 1, "paid twice: \(story)")
        #expect(outcome.tasks.count <= 1, "recorded twice: \(story)")
        let state = outcome.tasks.first?["state"].text ?? "nothing"
        endings[state, default: 0] += 1
        #expect(["nothing", "delivered", "failed", "submission_unknown"].contains(state), "unfinished: \(story)")
        if let entry = entries.first {
            let isKnown = outcome.tasks.first?["remote_id"].text == entry["task_id"].text
            #expect(isKnown || state == "submission_unknown", "lost: \(story)")
            #expect(state != "failed" && state != "nothing", "paid for and called \(state): \(story)")
        }
        if task.hasKey { #expect(["delivered", "submission_unknown"].contains(state), "asked for in vain: \(story)") }
        removeTraces(in: task.box.videos)
        let files = files(in: task.box.videos)
        #expect(files == (state == "delivered" ? ["video.mp4"] : []), "\(files): \(story)")
        task.box.check(#_sourceLocation)
    }

    /// Who is killed while it tries whether a folder can be written to leaves an empty hidden file there.
    private func removeTraces(in folder: String) {
        for name in files(in: folder) where name.hasSuffix(".part") && contents(folder + "/" + name).isEmpty {
            try? FileManager.default.removeItem(atPath: folder + "/" + name)
        }
    }

    /// The report in a line.
    var text: String {
        func counts(_ counts: [String: Int]) -> String {
            counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        }
        return "\(tasks) tasks, \(kills) kills (the first found \(counts(found))); ended: \(counts(endings)); the "
            + "longest take-over \(longestTakeOver.components.seconds) s"
    }
}
