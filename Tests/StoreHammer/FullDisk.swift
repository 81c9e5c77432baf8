// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks
import VideoTasksSQLite

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A task that is accepted when the disk has just become full.
struct FullDisk {
    let store: SQLiteTaskStore
    let path: String
    let remoteID: String

    /// One disk in ten has a reserve that is taken as well.
    private var isReserveTaken: Bool { remoteID.hasSuffix("0") }
    /// What is to be recorded needs more room than the record has, or about as much.
    private var length: Int { ["1", "2", "3", "4"].contains(remoteID.suffix(1)) ? 40 : 2_000 }

    /// Says where the service's id is: `store`, `reserve` or `text`; `unsent` if it never came to a submission.
    func run() async throws {
        let submitting: VideoTask
        do {
            let task = try ExampleTasks.new("precious", owner: try await store.owner())
            _ = try await store.insert(task)
            submitting = task.example(in: .submitting, at: 2)
            _ = try await store.update(submitting)
        } catch let error as VideoGenerationError {
            guard error.code == .store, error.message.contains("full") else { throw error }
            return StoreHammer.say("unsent \(error.message)")
        }
        try fillDisk()
        if isReserveTaken { await fillReserve(like: submitting) }
        let accepted = submitting.example(
            in: .queued, remoteID: remoteID, message: String(repeating: "long ", count: length), at: 3)
        do {
            guard try await store.update(accepted) else { return StoreHammer.say("lost: somebody else changed it") }
            return StoreHammer.say("store")
        } catch {
            guard error.code == .store, error.message.contains("full") else { throw error }
        }
        do {
            try await store.rescue(accepted)
            StoreHammer.say("reserve")
        } catch {
            let isNamed = error.message.contains(remoteID) && error.task?.remoteID == remoteID
            StoreHammer.say(isNamed ? "text" : "lost: \(error.message)")
        }
    }

    /// Says what the record has, and what is wrong with the file.
    func check() async throws {
        let task = try await store.task(TaskID(rawValue: "precious"))
        let findings = try await store.findings()
        let summary = try await store.summary()
        StoreHammer.say(
            "\(task?.handle?.remoteID == remoteID ? "known" : "unknown") "
                + "\(findings.isEmpty ? "sound" : "damaged \(findings)") \(summary.rescuedCount)")
        await store.close()
    }

    /// Takes all that is left, to the last byte.
    private func fillDisk() throws {
        let file = unsafe open(path + "-fill", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        defer { close(file) }
        for size in [4096, 1] {
            let bytes = [UInt8](repeating: 1, count: size)
            while unsafe write(file, bytes, size) > 0 {}
            guard errno == ENOSPC else { throw VideoGenerationError(.internalFailure, "The disk cannot be filled.") }
        }
    }

    private func fillReserve(like task: VideoTask) async {
        for number in 0..<1_000 {
            // Each is about another task, which is not recorded: it stays.
            guard let other = try? ExampleTasks.new("other-\(number)", at: 1),
                (try? await store.rescue(other.example(in: .queued, at: 2))) != nil
            else { return }
        }
    }
}
