// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import VideoGenerationKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `videogen doctor`: whether everything that a run needs is there.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows versions, keys (present or not, never the key), the store and ffmpeg.")

    @Flag(help: "Also ask the host of each surface that has its key for an answer, without the key.")
    var online = false

    @Flag(help: "One JSON object.")
    var json = false

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let printer = Printer(json: json)
        var problems: [VideoGenerationError] = []
        let settings = EnvironmentSettings(environment, problems: &problems)
        var checks = [
            Check("videogen", .good, Videogen.version), Check("libcurl", .good, CurlTransport.libraryVersion),
        ]
        // Each begins with the variable's name.
        checks += problems.map { problem in
            let name = problem.message.prefix { $0 != ":" }
            return Check(String(name), .bad, String(problem.message.dropFirst(name.count + 2)))
        }
        // With a setting that is wrong, it would be another store than is meant.
        if !problems.contains(where: { $0.message.hasPrefix("VIDEOGEN_STORE:") }) {
            checks.append(await store(at: settings.store))
        }
        var seen: Set<Surface> = []
        var places: Set<String> = []
        for surface in settings.models.map(\.surface) where seen.insert(surface).inserted {
            let isFurther = !places.insert(surface.name).inserted
            let key = await key(of: surface, isFurther: isFurther, settings.credentials)
            checks.append(key)
            // With a setting that is wrong, it may be another host than is meant; and who has no key there has no business
            // there.
            if online, !isFurther, problems.isEmpty, key.verdict == .good {
                checks.append(await reach(surface, settings.transport))
            }
        }
        checks.append(ffmpeg())
        printer.checks(checks)
        if checks.contains(where: { $0.verdict == .bad }) { throw ExitCode(78) }
        if checks.contains(where: { $0.verdict == .unreachable }) { throw ExitCode(69) }
    }

    /// One line of the doctor's findings.
    struct Check {
        enum Verdict: String {
            case good = "ok"
            case missing
            case bad
            case unreachable
        }

        let name: String
        let verdict: Verdict
        let words: String

        init(_ name: String, _ verdict: Verdict, _ words: String) {
            self.name = name
            self.verdict = verdict
            self.words = words
        }
    }

    /// The store is not made for this, and opened only if it is there.
    private func store(at place: StorePlace) async -> Check {
        switch place {
        case .memory: Check("store", .good, "memory (tasks are forgotten when the command ends)")
        case .sqlite(let path): await store(in: path)
        case .postgres(let address): await store(at: address)
        }
    }

    private func store(at address: PostgresAddress) async -> Check {
        let library = PostgresAddress.libraryVersion.map { ", libpq \($0)" } ?? ""
        let store = PostgresTaskStore(address: address)
        let check: Check
        do {
            let summary = try await store.summary()
            let schema = "schema \(summary.schema)"
            let tables =
                switch summary.schemaVersion {
                case nil: "\(schema) (not there yet: the first task makes it)"
                case summary.releaseVersion?: "\(schema) of version \(summary.releaseVersion)"
                case let version?:
                    "\(schema) of version \(version), "
                        + (version < summary.releaseVersion
                            ? "which the next task raises to \(summary.releaseVersion)"
                            : "which a newer release has made; this one goes by \(summary.releaseVersion)")
                }
            check = Check(
                "store", .good,
                "PostgreSQL \(summary.serverVersion), \(tables), \(summary.unfinishedCount) unfinished tasks, "
                    + "\(summary.ownerCount) processes"
                    + library)
        } catch {
            check = Check("store", .bad, error.message)
        }
        await store.close()
        return check
    }

    private func store(in path: String) async -> Check {
        let label = "store"
        let library = "SQLite \(SQLiteTaskStore.libraryVersion)"
        guard FileManager.default.fileExists(atPath: path) else {
            return obstacle(to: path).map { Check(label, .bad, "\(path) cannot be made: \($0)") }
                ?? Check(label, .good, "\(path) (not there yet: the first task makes it), \(library)")
        }
        let store = SQLiteTaskStore(path: path)
        let check: Check
        do {
            let summary = try await store.summary()
            let rescued = summary.rescuedCount == 0 ? "" : ", \(summary.rescuedCount) in the reserve"
            let lost = summary.unreadable
            let unreadable =
                lost.isEmpty
                ? "" : ", \(lost.count) of them unreadable (\(lost.prefix(10).joined(separator: ", ")))"
            check = Check(
                label, lost.isEmpty ? .good : .bad,
                "\(path), schema \(summary.schemaVersion), journal mode \(summary.journalMode), "
                    + "\(summary.taskCount) tasks\(unreadable)\(rescued), \(library)")
        } catch {
            check = Check(label, .bad, error.message)
        }
        await store.close()
        return check
    }

    /// What keeps the file at `path` from being made; nil if nothing does.
    private func obstacle(to path: String) -> String? {
        var folder = path
        var isOwnFolder = false
        repeat {
            let slash = folder.lastIndex(of: "/") ?? folder.startIndex
            isOwnFolder = folder == path
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
        } while folder != "/" && !FileManager.default.fileExists(atPath: folder)
        var isFolder = false
        _ = FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
        guard isFolder else { return "\(folder) is a file." }
        guard FileManager.default.isWritableFile(atPath: folder) else { return "\(folder) is not yours to write to." }
        let attributes = try? FileManager.default.attributesOfItem(atPath: folder)
        let mode = attributes?[.posixPermissions] as? Int ?? 0
        // Only of the journal's own folder it is asked that nobody else can write there.
        return isOwnFolder && mode & 0o022 != 0 ? "other users may write to \(folder). Run: chmod go-w \(folder)" : nil
    }

    private func key(
        of surface: Surface, isFurther: Bool, _ credentials: EnvironmentCredentials
    ) async -> Check {
        guard let name = surface.credential else { return Check("\(surface.name) key", .good, "none needed") }
        let label = isFurther ? name.rawValue : "\(surface.name) key"
        do {
            let isMissing = try await credentials.credential(named: name) == nil
            if isMissing, surface.isCredentialOptional {
                return Check(label, .good, "none; asked without one (\(surface.baseURL?.origin ?? surface.name))")
            }
            return isMissing
                ? Check(label, .missing, "set \(name.rawValue), or \(name.rawValue)_FILE to a file that holds it")
                : Check(label, .good, "present (\(surface.baseURL?.origin ?? surface.name))")
        } catch {
            return Check(label, .bad, error.message)
        }
    }

    private func reach(_ surface: Surface, _ configuration: CurlTransport.Configuration) async -> Check {
        let label = "\(surface.name) host"
        guard let url = surface.baseURL else { return Check(label, .good, "this machine") }
        let transport = CurlTransport(configuration: configuration)
        let exchange = HTTPExchange(
            HTTPCall(.get, url).request, purpose: .call, reach: surface.reach, limits: .init(total: .seconds(15)))
        let outcome = await transport.send(exchange)
        await transport.shutdown()
        switch outcome {
        case .reply(let reply): return Check(label, .good, "\(url.origin) answers (\(reply.status))")
        case .failure(let failure): return Check(label, .unreachable, failure.message)
        }
    }

    private func ffmpeg() -> Check {
        PanZoomRenderer().program.map { Check("ffmpeg", .good, $0) }
            ?? Check(
                "ffmpeg", .missing,
                "only preview/pan-zoom and the emulator need it: apt-get install ffmpeg, or brew install ffmpeg")
    }
}
