// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@testable import VideoTasksSQLite

@Suite("Several processes on one file", .timeLimit(.minutes(3)))
struct ProcessTests {
    let folder: StoreFolder

    init() throws {
        folder = try StoreFolder()
    }

    @Test("a process that is killed is dead at once, and one that runs is alive")
    func owners() async throws {
        let store = folder.store()
        _ = try await store.owner()
        let first = try Hammer(["own", folder.file])
        let second = try Hammer(["own", folder.file])
        let names = try [first, second].map { StoreOwner(rawValue: try #require($0.line())) }
        #expect(try await store.isAlive(names[0]))
        #expect(try await store.isAlive(names[1]))
        first.kill()
        #expect(try await !store.isAlive(names[0]))
        #expect(try await store.isAlive(names[1]))
        // One that ends without a word of farewell.
        #expect(second.finish() == 0)
        #expect(try await !store.isAlive(names[1]))
    }

    @Test("the files of the dead are removed")
    func sweeping() async throws {
        let hammer = try Hammer(["own", folder.file])
        let name = try #require(hammer.line())
        hammer.kill()
        #expect(try folder.permissions()["store/tasks.db-owners/\(name)"] != nil)
        try folder.write("", to: "store/tasks.db-owners/.videogen-left.part")
        let store = folder.store()
        let own = try await store.owner().rawValue
        #expect(
            try folder.permissions().keys.filter { $0.hasPrefix("store/tasks.db-owners/") } == [
                "store/tasks.db-owners/\(own)"
            ])
        await store.close()
        #expect(try folder.permissions().keys.allSatisfy { !$0.hasPrefix("store/tasks.db-owners/") })
    }

    @Test("of 32 processes with one request id, one records its task and all learn which")
    func oneRequest() throws {
        let hammers = try (0..<32).map { _ in try Hammer(["insert", folder.file, "order 17"]) }
        for hammer in hammers { #expect(hammer.line() == "ready") }
        for hammer in hammers { hammer.tell("go\n") }
        let words = hammers.map { $0.line()?.split(separator: " ").map(String.init) ?? [] }
        for hammer in hammers { #expect(hammer.finish() == 0) }
        #expect(words.count { $0.first == "recorded" } == 1)
        #expect(words.count { $0.first == "found" } == 31)
        #expect(Set(words.compactMap(\.last)).count == 1)
    }

    @Test("a reader sees whole records while another process writes")
    func reading() async throws {
        let hammer = try Hammer(["change", folder.file])
        let owner = try #require(hammer.line()?.split(separator: " ").last)
        let store = folder.store()
        var revisions: [TaskID: Int] = [:]
        for _ in 0..<50 {
            _ = hammer.line()
            let tasks = try await store.tasks()
            #expect(tasks.count == 8)
            for task in tasks {
                #expect(task.revision >= revisions[task.id, default: 0])
                #expect(task.owner?.rawValue == String(owner))
                revisions[task.id] = task.revision
            }
        }
        #expect(try await store.isAlive(StoreOwner(rawValue: String(owner))))
    }

    @Test("whatever was acknowledged before a kill is there, and the file is sound", arguments: 0..<12)
    func kill(_ round: Int) async throws {
        let hammer = try Hammer(["change", folder.file])
        _ = hammer.line()
        var acknowledged: [String: Int] = [:]
        func note(_ line: String) {
            let words = line.split(separator: " ")
            guard words.count == 2, let revision = Int(words[1]) else {
                Issue.record("It said \(line).")
                return
            }
            acknowledged[String(words[0])] = revision
        }
        for _ in 0..<(8 + round * 17) { note(try #require(hammer.line())) }
        hammer.kill()
        // What it said in its last moments counts as well.
        while let line = hammer.line() { note(line) }
        let store = folder.store()
        #expect(try await store.findings().isEmpty)
        let tasks = try await store.tasks()
        #expect(tasks.count == 8)
        for task in tasks {
            let known = try #require(acknowledged[task.id.rawValue])
            #expect((known...(known + 1)).contains(task.revision))
            #expect(task.history.last?.event == "running")
        }
        // And it can be written again.
        let next = tasks[0].example(in: .delivered, at: 9)
        #expect(try await store.update(next))
    }
}
