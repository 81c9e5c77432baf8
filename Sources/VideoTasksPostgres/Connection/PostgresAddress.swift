// SPDX-License-Identifier: Apache-2.0
import CVideoGenPostgres
import VideoGenerationCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where a database is and how to come in. It may hold a password, so it is not printed, described or encoded.
public struct PostgresAddress: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let text: String

    /// The address `text` as libpq reads it: `postgresql://user@host:5432/database?sslmode=verify-full`, or words such as
    /// `host=db.example.com user=videogen`. What it leaves out is taken from libpq's environment and files (`PGPASSWORD`,
    /// `PGSSLROOTCERT`, `~/.pgpass` and so on).
    public init(_ text: String) {
        self.text = text
    }

    /// Says nothing of it.
    public var description: String { "[redacted]" }

    /// Says nothing of it.
    public var debugDescription: String { "[redacted]" }

    /// Shows nothing of it.
    public var customMirror: Mirror { Mirror(self, children: [:]) }

    /// The version of libpq, such as `15.14`; nil where it cannot be loaded.
    public static var libraryVersion: String? {
        guard missing == nil else { return nil }
        let number = videogen_pq_library_version()
        return "\(number / 10_000).\(number % 10_000)"
    }

    /// What is missing of the library; nil if it is loaded.
    private static let missing = unsafe videogen_pq_load().map { unsafe String(cString: $0) }

    /// A connection, made until `deadline`: to the first of several hosts that has one for who wants to write.
    ///
    /// - Throws: `configuration` if the library is missing, or the address is none.
    func connect(until deadline: Int64) throws(PostgresProblem) -> PostgresConnection {
        if let missing = Self.missing {
            throw .configuration(
                "A PostgreSQL store needs the library libpq, and \(missing) cannot be loaded. Install it: it is in the package "
                    + "libpq5 (Debian, Ubuntu), libpq (Fedora, Homebrew).")
        }
        guard unsafe videogen_pq_understands(text) != 0 else {
            // libpq's own words quote the address, which may hold a password.
            throw .configuration(
                "The address of the PostgreSQL store cannot be understood. Write it as libpq has it, such as "
                    + "postgresql://user@host:5432/database?sslmode=verify-full.")
        }
        // libpq would take the rest of such a password for a host, and tell everybody that there is none of that name.
        guard !mayHaveUnescapedPassword else {
            throw .configuration(
                "The address of the PostgreSQL store has an @ behind another one or behind a /. Write %40 for @ and %2F for "
                    + "/ in a password, or give it by PGPASSWORD or ~/.pgpass.")
        }
        let hosts = hosts
        for (index, host) in hosts.enumerated() {
            let now = videogen_pq_now()
            // libpq would wait for one that is silent until there is no time left for the others.
            let share = max(deadline - now, 0) / Int64(hosts.count - index)
            do throws(PostgresProblem) {
                return try connect(to: host, until: now + share)
            } catch {
                guard index + 1 < hosts.count, case .failed(let failure) = error, failure.isConnectionLost else {
                    throw error
                }
            }
        }
        throw .failed(PostgresFailure(state: nil, message: "it names no host"))
    }

    private func connect(
        to host: [(String, String)], until deadline: Int64
    ) throws(PostgresProblem) -> PostgresConnection {
        // What stands before the address is a default, what stands behind it is fixed.
        let settings =
            [
                ("application_name", "videogen"), ("tcp_user_timeout", "15000"), ("keepalives_idle", "15"),
                ("target_session_attrs", "read-write"), ("dbname", text), ("client_encoding", "UTF8"),
            ] + host
        let made = unsafe CStrings.with(settings.map(\.0)) { names in
            unsafe CStrings.with(settings.map(\.1)) { values in unsafe videogen_pq_connect(names, values, deadline) }
        }
        guard let made = unsafe made else { throw .failed(PostgresFailure(state: nil, message: "memory is short")) }
        return unsafe try PostgresConnection(made)
    }

    /// Whether a password in it has characters that end one.
    private var mayHaveUnescapedPassword: Bool {
        guard let scheme = ["postgresql://", "postgres://"].first(where: text.hasPrefix) else { return false }
        return text.dropFirst(scheme.count).drop { $0 != "@" && $0 != "/" }.dropFirst().contains("@")
    }

    /// The hosts that the address names, each as the settings that name it alone; one without settings if it is one.
    private var hosts: [[(String, String)]] {
        let lists = ["host", "hostaddr", "port"].compactMap { keyword in
            setting(keyword).map {
                (keyword, $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init))
            }
        }
        let count = lists.map(\.1.count).max() ?? 1
        // One port is for all; what else does not match, or is left out, libpq shall judge.
        guard count > 1, lists.allSatisfy({ [1, count].contains($0.1.count) && !$0.1.contains("") }) else {
            return [[]]
        }
        return (0..<count).map { index in lists.map { ($0.0, $0.1.count == 1 ? $0.1[0] : $0.1[index]) } }
    }

    private func setting(_ keyword: String) -> String? {
        guard let value = unsafe videogen_pq_setting(text, keyword) else { return nil }
        defer { unsafe free(value) }
        return unsafe String(cString: value)
    }
}
