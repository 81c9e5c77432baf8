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

/// Uses a store as another process, to be killed, raced with, or put on a full disk. It says what it did on its output,
/// a line at a time.
@main
struct StoreHammer {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let verb = arguments.first, let path = arguments.dropFirst().first else {
            say("usage: store-hammer own|change|insert|fill|check PATH [WORD], or hold ADDRESS SCHEMA")
            exit(64)
        }
        let word = arguments.dropFirst(2).first ?? ""
        if verb == "hold" { return try await Holder(address: path, schema: word).run() }
        let store = SQLiteTaskStore(path: path)
        switch verb {
        case "own":
            say(try await store.owner().rawValue)
            while readLine() != nil {}
        case "change": try await change(store)
        case "insert": try await insert(store, key: word)
        case "fill": try await FullDisk(store: store, path: path, remoteID: word).run()
        case "check": try await FullDisk(store: store, path: path, remoteID: word).check()
        default: exit(64)
        }
    }

    /// Changes eight tasks in turn until it is killed, and tells each change once it is recorded.
    private static func change(_ store: SQLiteTaskStore) async throws {
        let owner = try await store.owner()
        var tasks: [VideoTask] = []
        for number in 0..<8 {
            let task = try ExampleTasks.new("task-\(number)", owner: owner)
            _ = try await store.insert(task)
            tasks.append(task)
        }
        say("owner \(owner.rawValue)")
        for round in 0... {
            for index in tasks.indices {
                let text = String(repeating: "\(round) ", count: (round * 37 + index) % 2_000)
                let next = tasks[index].example(in: .running, message: text, at: Double(round))
                guard try await store.update(next) else { exit(1) }
                tasks[index] = next
                say("\(next.id.rawValue) \(next.revision)")
            }
        }
    }

    /// Waits for a line, so that many start at once.
    private static func insert(_ store: SQLiteTaskStore, key: String) async throws {
        say("ready")
        _ = readLine()
        var generator = SystemRandomNumberGenerator()
        let id = TaskID.random(using: &generator).rawValue
        let found = try await store.insert(try ExampleTasks.new(id, key: key))
        say(found.map { "found \($0.id.rawValue)" } ?? "recorded \(id)")
        await store.close()
    }

    /// One line, at once.
    static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = unsafe write(1, bytes, bytes.count)
    }
}
