// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Which tasks a command is for, if not by their ids.
struct TaskFilter: ParsableArguments {
    @Option(help: "Tasks in this state; repeatable, for one of several.")
    var state: [String] = []

    @Option(help: "Tasks of SURFACE, or of SURFACE/MODEL.")
    var model: String?

    @Option(help: "Tasks with this metadata, KEY=VALUE; repeatable, for all of several.")
    var metadata: [String] = []

    @Option(help: "Tasks that have not changed for so long: 90d, 12h, 30m or 10s.")
    var olderThan: String?

    var isEmpty: Bool { state.isEmpty && model == nil && metadata.isEmpty && olderThan == nil }

    /// - Throws: `invalid_request`.
    func query() throws(VideoGenerationError) -> TaskQuery {
        var query = TaskQuery()
        if !state.isEmpty {
            query.states = []
            for word in state {
                guard let state = TaskState(rawValue: word) else {
                    let known = TaskState.allCases.map(\.rawValue).joined(separator: ", ")
                    throw .usage("\"\(word)\" is no state. There are: \(known).")
                }
                query.states.insert(state)
            }
        }
        if let model {
            let parts = model.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if parts.count == 2 {
                query.model = ModelID(surface: parts[0], model: parts[1])
            } else {
                query.surface = model
            }
        }
        for text in metadata {
            let (key, value) = try RequestOptions.pair(text, option: "--metadata")
            guard query.metadata.updateValue(value, forKey: key) == nil else {
                throw .usage("--metadata \(key) is given twice.")
            }
        }
        if let olderThan { query.unchangedSince = Date().timeIntervalSince1970 - (try Self.seconds(olderThan)) }
        return query
    }

    private static func seconds(_ text: String) throws(VideoGenerationError) -> Double {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let number = Double(text.dropLast()), number >= 0,
            number < 1e9
        else { throw .usage("--older-than takes a number and s, m, h or d, such as 90d; not \"\(text)\".") }
        return number * unit
    }
}

/// Tasks by their ids, or by what they are like; with a look at what would be done first.
struct TaskSelection: ParsableArguments {
    @Argument(help: "The tasks' ids.")
    var ids: [String] = []

    @OptionGroup(title: "Which tasks, instead of ids")
    var filter: TaskFilter

    @Flag(help: "Show which tasks it would be, and change nothing.")
    var dryRun = false

    @Flag(help: "One JSON object a line on standard output, and nothing else there.")
    var json = false

    func validate() throws {
        guard ids.isEmpty != filter.isEmpty else {
            throw ValidationError(
                "Give the tasks' ids, or what they are like (--state, --model, --metadata, --older-than); not both.")
        }
    }

    /// Does something with each of the tasks.
    ///
    /// - Parameters:
    ///   - deed: What is done, in a word; that of a dry run is `would_` and this.
    ///   - isMeant: Whether it makes sense for a task; one that is named is refused by itself if not.
    /// - Returns: The exit codes of those that failed.
    func forEach(
        _ client: VideoClient, _ printer: Printer, _ deed: String, where isMeant: (VideoTask) -> Bool = { _ in true },
        _ body: (VideoTask) async throws(VideoGenerationError) -> Void
    ) async throws(VideoGenerationError) -> [Int32] {
        var codes: [Int32] = []
        var count = 0
        var left: [TaskState: Int] = [:]
        func take(_ task: VideoTask) async {
            count += 1
            guard !dryRun || isMeant(task) else {
                return printer.note("\(task.id.rawValue) is \(task.state.rawValue): it would be refused.")
            }
            guard !dryRun else {
                return printer.changed(
                    "would_" + deed, task, "\(task.id.rawValue) (\(task.summary))")
            }
            do throws(VideoGenerationError) {
                try await body(task)
            } catch {
                codes.append(printer.fail(error, task: task.id).rawValue)
            }
        }
        for id in ids.map(TaskID.init(rawValue:)) {
            do throws(VideoGenerationError) {
                await take(try await client.task(id))
            } catch {
                codes.append(printer.fail(error, task: id).rawValue)
            }
        }
        if !filter.isEmpty {
            let query = try filter.query()
            try await client.forEachTask(matching: query) { found throws(VideoGenerationError) in
                // The page may be old by now.
                guard isMeant(found), let task = try? await client.task(found.id), query.matches(task), isMeant(task)
                else {
                    left[found.state, default: 0] += 1
                    return
                }
                await take(task)
            }
        }
        if ids.isEmpty || dryRun { printer.note("\(count) tasks" + (dryRun ? "; nothing was changed" : "")) }
        if !left.isEmpty {
            let words = left.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) \($0.key.rawValue)" }
            printer.note("Not for \(deed), and left as they are: \(words.joined(separator: ", "))")
        }
        return codes
    }
}

extension VideoTask {
    /// What tells it from others in a list of what would be done.
    fileprivate var summary: String {
        ([state.rawValue] + (failure.map { [$0.code.rawValue] } ?? []) + ["\(model)", TaskRow.time(created)])
            .joined(separator: ", ")
    }
}
