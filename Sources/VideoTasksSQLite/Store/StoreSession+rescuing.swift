// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import TaskDatabases
import VideoGenerationCore
import VideoTasks

extension StoreSession {
    /// Keeps what of `task` must not be lost, in the reserve.
    func rescue(_ task: VideoTask) throws(VideoGenerationError) {
        let essence = task.essence
        let content = Array(try TaskDocument.text(of: essence).utf8)
        let older = try rescued().filter { $0.essence.id == task.id && $0.essence.revision < task.revision }
        try reserve.write(content)
        if !older.isEmpty { try? reserve.clear(older.map(\.record)) }
    }

    /// What lies in the reserve. A record that this release cannot read is left for one that can.
    func rescued() throws(VideoGenerationError) -> [(record: ReserveFile.Record, essence: VideoTask.Essence)] {
        guard try reserve.mayHaveRecords() else { return [] }
        return try reserve.records().compactMap { record in
            let essence = try? TaskDocument.read(VideoTask.Essence.self, from: record.content, what: "A rescued record")
            return essence.map { (record, $0) }
        }
    }

    /// Puts what lies in the reserve into the database, within the transaction that is open.
    ///
    /// - Returns: What is of no use in the reserve any more, once the transaction has ended well. What belongs to no task
    ///   stays: the database may have been put back to an older copy. So does what belongs to a task that cannot be read.
    func recordRescued() throws(VideoGenerationError) -> [ReserveFile.Record] {
        var settled: [ReserveFile.Record] = []
        for (record, essence) in try rescued() {
            guard let task = try readable("id = ?", [.text(essence.id.rawValue)]).first else { continue }
            if let newer = task.taking(essence) { _ = try replace(newer, ifRevision: task.revision) }
            settled.append(record)
        }
        return settled
    }

    /// What of the reserve cannot be recorded at the moment, for readers to look through.
    func unrecorded() throws(VideoGenerationError) -> [VideoTask.Essence] {
        guard try reserve.mayHaveRecords() else { return [] }
        do throws(VideoGenerationError) {
            try write { _ in }
            return []
        } catch {
            return try rescued().map(\.essence)
        }
    }
}
