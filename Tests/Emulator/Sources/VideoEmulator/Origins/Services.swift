// SPDX-License-Identifier: Apache-2.0

/// What the origins share.
struct Services: Sendable {
    let keys: KeyRing
    /// Whether a task is unknown to other keys than the one it was submitted with.
    let separatesKeys: Bool
    let plantedCanaries: [String]
    let faults: FaultQueue
    let requests: RequestLog
    let ledger: Ledger
    let tasks: TaskBook
    let renderer: Renderer
    let signer: MediaSigner
    let objects = ObjectShelf()

    /// The state of a task, if a request to a wire may ask for it.
    func report(_ id: String, on wire: any Wire, asked head: RequestHead) -> TaskReport? {
        tasks.report(id).flatMap { mayAsk(for: $0, on: wire, head) ? $0 : nil }
    }

    /// The state of all tasks that a request to a wire may ask for.
    func reports(on wire: any Wire, asked head: RequestHead) -> [TaskReport] {
        tasks.reports.filter { mayAsk(for: $0, on: wire, head) }
    }

    private func mayAsk(for report: TaskReport, on wire: any Wire, _ head: RequestHead) -> Bool {
        let isOwn = !separatesKeys || wire.credential(in: head) == .key(tasks.key(of: report.id) ?? "")
        return isOwn && wire.owns(report, asked: head)
    }

    /// The videos that are told of a task, with addresses signed just now.
    func videos(of report: TaskReport) -> [WireVideo] {
        (0..<report.videos).compactMap { sample in
            tasks.file(report.id, sample: sample).map { signer.video(taskID: report.id, sample: sample, file: $0) }
        }
    }

    /// Forgets everything that clients have done; clips that were made may be used again.
    func reset() {
        faults.clear()
        requests.reset()
        ledger.reset()
        tasks.reset()
        keys.reset()
        objects.reset()
    }
}
