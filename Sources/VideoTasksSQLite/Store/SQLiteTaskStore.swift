// SPDX-License-Identifier: Apache-2.0
import CVideoGenSQLite
import TaskDatabases
public import VideoGenerationCore
public import VideoTasks

/// A store in one file of this machine, for one user: what it has recorded survives a crash and a power failure.
///
/// Any number of processes may use the file at once. Beside it lie its journal, a folder in which each owner that is alive
/// holds a lock (`-owners`), and a reserve of 128 KiB (`-reserve`) into which ids go that the full disk has no room for.
/// Nothing is made or opened before the first call. The file must be on a disk of this machine: network file systems
/// do not lock reliably.
public actor SQLiteTaskStore: TaskStore {
    /// The path of the file.
    public nonisolated let path: String
    private let setup: StoreSetup
    private let executor = StoreExecutor()
    private var session: StoreSession?
    private var isClosed = false

    /// A thread of the store's own.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    /// The store in the file at `path`, which the first call opens, or makes with all folders that are missing.
    ///
    /// That call throws `configuration` if the place belongs to another user, others may write to it, the file is of
    /// another kind, or a newer release has written it; and `store` if the disk is full.
    public init(path: String) {
        self.init(path: path, setup: StoreSetup())
    }

    init(path: String, setup: StoreSetup) {
        self.path = path
        self.setup = setup
    }

    /// The version of the SQLite library in use, such as `3.46.1`.
    public static var libraryVersion: String {
        unsafe sqlite3_libversion().map { unsafe String(cString: $0) } ?? "unknown"
    }

    /// The open file.
    func open() throws(VideoGenerationError) -> StoreSession {
        guard !isClosed else { throw VideoGenerationError(.store, "The store is closed.") }
        if let session { return session }
        let opened = try StoreSession(path, setup)
        session = opened
        return opened
    }

    /// What this value calls itself: it is alive until ``close()``, or until the process ends.
    public func owner() throws(VideoGenerationError) -> StoreOwner {
        StoreOwner(rawValue: try open().ownName())
    }

    /// Whether `owner` may still follow its tasks.
    public func isAlive(_ owner: StoreOwner) throws(VideoGenerationError) -> Bool {
        try open().isAlive(owner.rawValue)
    }

    /// Closes the file, and lets others take this owner's tasks over.
    public func close() {
        isClosed = true
        session?.close()
        session = nil
    }

    /// What there is to say about the file; it is opened for that, or made.
    public func summary() throws(VideoGenerationError) -> SQLiteStoreSummary {
        try open().summary()
    }

    /// Reads the whole file and tells what is damaged in it, and which tasks cannot be read; nothing, as it should be. It
    /// takes a while for a large one.
    public func findings() throws(VideoGenerationError) -> [String] {
        let session = try open()
        let damage = try session.run("PRAGMA integrity_check").compactMap { $0.first?.text }.filter { $0 != "ok" }
        return try damage
            + session.entries("true", []).compactMap { entry in
                if case .unreadable(_, let error) = entry { error.message } else { nil }
            }
    }
}
