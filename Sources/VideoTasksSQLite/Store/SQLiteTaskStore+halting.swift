// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore
public import VideoTasks

extension SQLiteTaskStore {
    /// What is not to be used at the moment.
    public func halts() async throws(VideoGenerationError) -> [Halt] {
        try open().run("SELECT target, extent, reason, since FROM halt ORDER BY target").map { row in
            // What a later release means by a word that is new goes as far as anything.
            Halt(
                of: row[0].text ?? "", row[1].text.flatMap(Halt.Extent.init) ?? .pause, because: row[2].text,
                since: row[3].real)
        }
    }

    /// Keeps a halt, in place of the one with its target, for all processes that use the file.
    public func record(_ halt: Halt) async throws(VideoGenerationError) {
        let session = try open()
        _ = try session.write { _ throws(VideoGenerationError) in
            try session.run(
                "INSERT OR REPLACE INTO halt (target, extent, reason, since) VALUES (?, ?, ?, ?)",
                [
                    .text(halt.target), .text(halt.extent.rawValue), halt.reason.map(SQLValue.text) ?? .null,
                    .real(halt.since),
                ])
        }
    }

    /// Removes the halt of a target.
    public func removeHalt(of target: String) async throws(VideoGenerationError) -> Bool {
        let session = try open()
        return try session.write { database throws(VideoGenerationError) in
            try session.run("DELETE FROM halt WHERE target = ?", [.text(target)])
            return database.changes == 1
        }
    }
}
