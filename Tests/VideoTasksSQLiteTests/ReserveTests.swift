// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@testable import VideoTasksSQLite

@Suite("The reserve")
struct ReserveTests {
    let folder: StoreFolder

    init() throws {
        folder = try StoreFolder()
    }

    /// A store whose file may not grow any more, as on a full disk.
    private func fullStore() -> SQLiteTaskStore {
        folder.store { $0.pragmas.append(Pragma(name: "max_page_count", value: "1", reading: .integer(pages))) }
    }

    private var pages: Int64 {
        (try? Database(folder.file, patience: 10_000).run("PRAGMA page_count").first?.first?.integer) ?? 0
    }

    private func submittingTask() async throws -> VideoTask {
        let store = folder.store()
        let task = try ExampleTasks.new("a")
        _ = try await store.insert(task)
        let submitting = task.example(in: .submitting, at: 2)
        #expect(try await store.update(submitting))
        await store.close()
        return submitting
    }

    /// Too long for the room that the file has.
    private let long = String(repeating: "long ", count: 4_000)

    @Test("on a full disk an id is kept, read by everybody, and recorded as soon as there is room")
    func wholeStory() async throws {
        let submitting = try await submittingTask()
        let full = fullStore()
        let accepted = submitting.example(in: .queued, remoteID: "precious", message: long, at: 3)
        let failure = await #expect(throws: VideoGenerationError.self) { try await full.update(accepted) }
        #expect(failure?.code == .store)
        #expect(failure?.message.contains("the disk is full") == true)
        try await full.rescue(accepted)
        for reader in [full, fullStore()] {
            #expect(try await reader.task(submitting.id)?.handle?.remoteID == "precious")
            #expect(try await reader.tasks(in: [.queued]).count == 1)
            #expect(try await reader.tasks(in: [.submitting]).isEmpty)
            let summary = try await reader.summary()
            #expect(summary.rescuedCount == 1, "\(summary)")
        }
        await full.close()
        let roomy = folder.store()
        let recorded = try #require(try await roomy.task(submitting.id))
        #expect(recorded.handle == accepted.handle)
        #expect(recorded.revision == accepted.revision)
        #expect(recorded.state == .queued)
        #expect(recorded.attempts == accepted.attempts)
        #expect(recorded.history == accepted.history)
        #expect(try await roomy.summary().rescuedCount == 0)
        #expect(try await roomy.update(recorded.example(in: .running, remoteID: "precious", at: 4)))
    }

    @Test("a store that is open notices what another one rescued")
    func otherOwner() async throws {
        let submitting = try await submittingTask()
        let watcher = folder.store()
        #expect(try await watcher.task(submitting.id)?.state == .submitting)
        let other = folder.store()
        let accepted = submitting.example(in: .queued, remoteID: "precious", at: 3)
        try await other.rescue(accepted)
        // The next write of anybody is enough, and it meets the newest.
        #expect(try await watcher.update(accepted.example(in: .running, remoteID: "precious", at: 4)))
        #expect(try await other.task(submitting.id)?.state == .running)
        #expect(try await other.summary().rescuedCount == 0)
    }

    @Test("an id wins over a record without one, even if that was changed meanwhile")
    func overtaken() async throws {
        let submitting = try await submittingTask()
        let accepted = submitting.example(in: .queued, remoteID: "precious", at: 3)
        let store = folder.store()
        #expect(try await store.update(submitting.example(in: .submissionUnknown, at: 4)))
        try await store.rescue(accepted)
        let recorded = try #require(try await store.task(submitting.id))
        #expect(recorded.handle?.remoteID == "precious")
        #expect(recorded.revision == accepted.revision + 1)
        // What knows as much is not put back.
        #expect(try await store.update(recorded.example(in: .delivered, remoteID: "precious", at: 5)))
        try await store.rescue(accepted)
        #expect(try await store.task(submitting.id)?.state == .delivered)
        #expect(try await store.summary().rescuedCount == 0)
    }

    @Test("a record that was not changed since it was read keeps its id too")
    func sameRevision() async throws {
        let submitting = try await submittingTask()
        let accepted = try ExampleTasks.new("a").example(in: .queued, remoteID: "precious", at: 3)
        #expect(accepted.revision == submitting.revision)
        let store = folder.store()
        try await store.rescue(accepted)
        #expect(try await store.task(submitting.id)?.handle?.remoteID == "precious")
    }

    @Test("a reserve that is full says so, with the service's id, and the file never grows")
    func exhausted() async throws {
        let submitting = try await submittingTask()
        let full = fullStore()
        _ = try await full.tasks()
        let before = try FileManager.default.attributesOfItem(atPath: folder.file + "-reserve")[.size] as? Int
        var kept = 0
        var failure: VideoGenerationError?
        while failure == nil, kept < 1_000 {
            do {
                let other = try ExampleTasks.new("other-\(kept)").example(in: .queued, remoteID: "id-\(kept)", at: 2)
                try await full.rescue(other)
                kept += 1
            } catch let error as VideoGenerationError {
                failure = error
            }
        }
        #expect(kept >= 50)
        #expect(failure?.code == .store)
        #expect(failure?.message.contains("id-\(kept)") == true)
        #expect(failure?.task?.remoteID == "id-\(kept)")
        #expect(try FileManager.default.attributesOfItem(atPath: folder.file + "-reserve")[.size] as? Int == before)
        // A task that is not recorded keeps its place; others are as they were.
        #expect(try await full.task(submitting.id) == submitting)
        #expect(try await full.summary().rescuedCount == kept)
    }

    @Test("a write into the reserve that was cut off is no record", arguments: [0, 1, 500, 1_100])
    func torn(_ kept: Int) async throws {
        let submitting = try await submittingTask()
        let full = fullStore()
        try await full.rescue(submitting.example(in: .queued, remoteID: "precious", message: long, at: 3))
        let path = URL(filePath: folder.file + "-reserve")
        var bytes = try Data(contentsOf: path)
        let start = 1024 + kept
        bytes.replaceSubrange(start..<(start + 64), with: [UInt8](repeating: 0xAA, count: 64))
        try bytes.write(to: path)
        let store = folder.store()
        #expect(try await store.task(submitting.id) == submitting)
        #expect(try await store.summary().rescuedCount == 0)
    }

    @Test("on a full disk a new task is refused before anything is sent")
    func insert() async throws {
        _ = try await submittingTask()
        let full = fullStore()
        let task = try ExampleTasks.new("b", prompt: long)
        let error = try #require(await #expect(throws: VideoGenerationError.self) { try await full.insert(task) })
        #expect(error.code == .store)
        #expect(error.message.contains("disk is full") && error.message.contains("nothing was sent"))
        #expect(try await full.task(task.id) == nil)
    }

    @Test("a file that is no reserve is refused")
    func foreign() async throws {
        try folder.write("my notes", to: "store/tasks.db-reserve")
        let error = await #expect(throws: VideoGenerationError.self) { try await folder.store().tasks() }
        #expect(error?.code == .configuration)
        #expect(try String(contentsOfFile: folder.file + "-reserve", encoding: .utf8) == "my notes")
    }
}
