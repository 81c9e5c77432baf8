// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A real PgBouncer before a server, in transaction mode: each transaction of a client meets another connection. It ends with this object.
public final class PostgresPooler {
    /// The folder of its socket.
    public let folder: String
    private let process = Process()

    private static let program = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/opt/homebrew/bin/pgbouncer"]
        .first(where: FileManager.default.isExecutableFile)

    /// Whether there may be one.
    public static var isInstalled: Bool { program != nil }

    /// Starts one with fewer connections to the server than clients will have.
    public init(before server: PostgresServer, connections: Int = 3) throws {
        guard let program = Self.program else { throw PostgresServer.Missing(status: 69) }
        folder = server.folder + "-pool-" + UUID().uuidString.prefix(4).lowercased()
        let files = FileManager.default
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let settings = folder + "/pgbouncer.ini"
        try """
        [databases]
        * = host=\(server.folder) user=videogen
        [pgbouncer]
        listen_addr =
        unix_socket_dir = \(folder)
        listen_port = 5432
        auth_type = any
        pool_mode = transaction
        default_pool_size = \(connections)
        max_client_conn = 500

        """.write(toFile: settings, atomically: true, encoding: .utf8)
        process.executableURL = URL(filePath: program)
        process.arguments = [settings]
        if getuid() == 0 {
            // It refuses to run as root, as the server does.
            let user = "postgres"
            process.arguments = ["-u", user, settings]
            try files.setAttributes([.ownerAccountName: user], ofItemAtPath: folder)
        }
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        for _ in 0..<500 {
            if files.fileExists(atPath: folder + "/.s.PGSQL.5432") { return }
            usleep(10_000)
        }
        throw PostgresServer.Missing()
    }

    deinit {
        // A test's thread blocks most signals, and its children inherit that.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }
}
