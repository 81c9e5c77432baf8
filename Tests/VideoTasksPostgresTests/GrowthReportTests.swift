// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestServers
import Testing
import VideoGenerationCore
import VideoGenerationTesting

@testable import VideoTasks
@testable import VideoTasksPostgres

private let largestLedger = ProcessInfo.processInfo.environment["VIDEOGEN_LEDGER"].flatMap { Int($0) }

/// `Scripts/ledger-growth` runs it: what the server itself says about each statement, in ledgers of more and more tasks.
@Suite(
    "The cost of a claim and of an update",
    .enabled(if: largestLedger != nil, "only by Scripts/ledger-growth"))
struct GrowthReportTests {
    /// What was seen of one kind of statement in a ledger of one size.
    private struct Cost {
        var times: [Double] = []
        var pages: [Double] = []
        var nodes: Set<String> = []
    }

    private static let kinds = [
        ("update", "UPDATE task SET model"), ("claim: look", "ORDER BY owner, created"),
        ("claim: lost owners", "WITH RECURSIVE named"), ("claim: take", "UPDATE task SET owner"),
        ("insert", "INSERT INTO task"), ("read", "FROM task WHERE id = $1"),
    ]

    @Test("is reported", .timeLimit(.minutes(60)))
    func report() async throws {
        let server = try PostgresServer()
        try server.sql("ALTER ROLE videogen SET session_preload_libraries = 'auto_explain'")
        for (name, value) in [
            ("log_min_duration", "0"), ("log_analyze", "on"), ("log_buffers", "on"), ("log_format", "json"),
        ] { try server.sql("ALTER ROLE videogen SET auto_explain.\(name) = '\(value)'") }
        let place = PostgresPlace(server)
        let quiet = "SET auto_explain.log_min_duration = -1; "
        let (store, neighbour) = (try place.store(), try place.store())
        let living = try await neighbour.owner().rawValue
        _ = try await store.insert(try ExampleTasks.new("first"))
        await store.close()
        var lines = ["| tasks | statement | median µs | pages | plan |", "|---|---|---|---|---|"]
        var size = 1
        for target in [1_000, 10_000, 100_000, 1_000_000] where target <= largestLedger ?? 0 {
            // Of a thousand tasks 950 have ended, 40 are followed by somebody, and 10 are free.
            try place.sql(
                quiet + """
                    INSERT INTO @.task (id, request_id, model, state, owner, revision, created, updated, document)
                    SELECT 'n' || n, 'k' || n, model, CASE WHEN n % 100 < 95 THEN 'delivered' ELSE 'running' END,
                        CASE WHEN n % 100 = 99 THEN NULL ELSE '\(living)' END, 9, n, n, document
                    FROM @.task, generate_series(\(size), \(target)) AS n WHERE id = 'first'
                    """)
            size = target + 1
            try place.sql("VACUUM ANALYZE @.task")
            let start = try log(of: server).count
            let worker = try place.store()
            let owner = try await worker.owner()
            for round in 0..<40 {
                for task in try await worker.claim(upTo: 5, of: [ExampleTasks.model], except: []) {
                    // As it was, so that the next size finds as many.
                    _ = try await worker.update(task.claimed(by: nil))
                }
                var task = try ExampleTasks.new("\(target)-\(round)", owner: owner)
                _ = try await worker.insert(task)
                for state in [TaskState.submitting, .queued, .running, .delivered] {
                    task = task.example(in: state, at: 2)
                    _ = try await worker.update(task)
                }
                _ = try await worker.task(task.id)
            }
            await worker.close()
            for (name, cost) in try costs(String(log(of: server).dropFirst(start))) {
                // There are as many owners as processes: that table does not grow.
                let whole = cost.nodes.filter { $0.hasPrefix("Seq Scan") && $0 != "Seq Scan (owner)" }
                #expect(whole.isEmpty, "\(name): \(whole)")
                lines.append(
                    "| \(target) | \(name) | \(Int(median(cost.times) * 1000)) | \(Int(median(cost.pages))) | "
                        + cost.nodes.sorted().joined(separator: ", ") + " |")
            }
        }
        await neighbour.close()
        print(lines.joined(separator: "\n"))
    }

    private func log(of server: PostgresServer) throws -> Substring {
        try String(contentsOfFile: server.folder + "/log", encoding: .utf8)[...]
    }

    private func median(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.sorted()[values.count / 2] }

    /// What the log says about each kind of statement.
    private func costs(_ log: String) throws -> [(String, Cost)] {
        var costs: [String: Cost] = [:]
        for entry in log.components(separatedBy: "plan:\n").dropFirst() {
            // The lines of an entry are indented.
            let text = entry.split(separator: "\n").prefix { $0.hasPrefix("\t") || $0.hasPrefix(" ") }.joined()
            guard let plan = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
                let query = plan["Query Text"] as? String, let root = plan["Plan"] as? [String: Any],
                let kind = Self.kinds.first(where: { query.contains($0.1) })
            else { continue }
            var cost = costs[kind.0] ?? Cost()
            cost.times.append(root["Actual Total Time"] as? Double ?? 0)
            let pages = ["Shared Hit Blocks", "Shared Read Blocks"].map { (root[$0] as? NSNumber)?.doubleValue ?? 0 }
            cost.pages.append(pages.reduce(0, +))
            note(root, in: &cost.nodes)
            costs[kind.0] = cost
        }
        return Self.kinds.compactMap { kind in costs[kind.0].map { (kind.0, $0) } }
    }

    private func note(_ node: [String: Any], in names: inout Set<String>) {
        if let name = node["Node Type"] as? String {
            let place = node["Index Name"] as? String ?? node["Relation Name"] as? String
            names.insert(name + (place.map { " (\($0))" } ?? ""))
        }
        for child in node["Plans"] as? [[String: Any]] ?? [] { note(child, in: &names) }
    }
}
