// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What a vendor would bill: one entry for each submission that was read and found valid, whatever became of the reply.
final class Ledger: Sendable {
    private struct Entry: Sendable {
        var taskID: String
        var at: Int
        var submission: Submission
        var keySHA256: String
    }

    private let entries = Mutex<[Entry]>([])

    /// Enters an accepted submission.
    func enter(_ submission: Submission, taskID: String, key: String) {
        let entry = Entry(
            taskID: taskID,
            at: Stamp.unixMilliseconds(),
            submission: submission.withoutImageBytes,
            keySHA256: Digest.sha256Hex(Array(key.utf8))
        )
        entries.withLock { $0.append(entry) }
    }

    /// Forgets all entries.
    func reset() {
        entries.withLock { $0 = [] }
    }

    /// The ledger as its control route shows it.
    var json: JSONValue {
        .array(entries.withLock { $0 }.enumerated().map { Self.json($0.offset, $0.element) })
    }

    private static func json(_ index: Int, _ entry: Entry) -> JSONValue {
        [
            "index": .number(String(index)), "task_id": .text(entry.taskID),
            "at": .text(Stamp.text(unixMilliseconds: entry.at)), "model": .text(entry.submission.model),
            "body": entry.submission.body, "image": json(entry.submission.image),
            "last_frame": json(entry.submission.lastFrame), "key_sha256": .text(entry.keySHA256),
        ]
    }

    private static func json(_ image: SubmittedImage) -> JSONValue {
        switch image {
        case .none: .null
        case .address(let url): ["url": .text(url)]
        case .inline(let file): ["bytes": .number(String(file.byteCount)), "sha256": .text(file.sha256)]
        }
    }
}
