// SPDX-License-Identifier: Apache-2.0
import TaskDatabases
public import VideoGenerationCore
public import VideoTasks

/// A store in a PostgreSQL database, for workers on any number of machines: what it has recorded survives as the server
/// promises it, also where the server is set to promise less.
///
/// Each value that follows tasks is an owner with a lease, which it renews on a connection of its own. An owner that was not heard of
/// for the length of its lease, by the database's clock, is suspected by whoever looks; if it was not heard of half a
/// lease later either, it is declared dead, and nothing that it writes is taken from then on but the service's id of a task. A database that is started anew is waited for up to 20 s in a call.
///
/// It works through PgBouncer, also where each transaction meets another server process. PostgreSQL 12 or newer, a database
/// with the encoding UTF8, and libpq, which is loaded with the first call.
public actor PostgresTaskStore: TaskStore {
    let address: PostgresAddress
    let setup: PostgresSetup
    private let executor = StoreExecutor()
    private var openSession: PostgresSession?
    private var lease: OwnerLease?
    /// What was said last about each account's pace.
    var shares: [String: Double] = [:]
    private let isClosing = Signal()

    /// A thread of the store's own.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    /// The store in the schema `videogen` of the database at `address`, with a lease of 30 seconds; see
    /// ``init(address:schema:lease:)``.
    public init(address: PostgresAddress) {
        self.init(address, PostgresSetup())
    }

    /// The store in the database at `address`, which the first call connects to; it makes the tables that are missing.
    ///
    /// That call throws `configuration` if the address cannot be understood, libpq is missing, the server or the database is
    /// unsuitable, or this release is too old for the tables; and `store` if the database cannot be reached. Where tables are to be made
    /// or raised it may take ten minutes.
    ///
    /// - Parameters:
    ///   - address: Where the database is.
    ///   - schema: The schema for the tables, made if it is missing: a lowercase letter, then up to 62 lowercase letters,
    ///     digits and underscores.
    ///   - lease: How long this owner is alive after it was heard of last, 2 seconds to 1 hour. It is renewed three times as
    ///     often; less than 10 seconds make a slow network look like a death.
    /// - Throws: `configuration` for a schema or a lease that is not allowed.
    public init(
        address: PostgresAddress, schema: String, lease: Duration = .seconds(30)
    ) throws(VideoGenerationError) {
        guard Self.isName(schema) else {
            throw VideoGenerationError(
                .configuration,
                "The schema \"\(schema)\" is not allowed. Choose a lowercase letter, then up to 62 lowercase letters, digits and "
                    + "underscores, such as videogen.")
        }
        guard (.seconds(2)...(.seconds(3600))).contains(lease) else {
            throw VideoGenerationError(
                .configuration, "A lease of \(lease) is not allowed. Choose 2 seconds to 1 hour; 30 seconds are usual."
            )
        }
        self.init(address, PostgresSetup(name: schema, lease: lease))
    }

    package init(_ address: PostgresAddress, _ setup: PostgresSetup) {
        self.address = address
        self.setup = setup
    }

    private static func isName(_ text: String) -> Bool {
        text.utf8.count <= 63 && text.utf8.first.map { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") } == true
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    func session() throws(VideoGenerationError) -> PostgresSession {
        guard !isClosing.isSet else { throw VideoGenerationError(.store, "The store is closed.") }
        if let openSession { return openSession }
        let session = PostgresSession(address, setup, isClosing: isClosing)
        openSession = session
        return session
    }

    /// A session of its own that changes nothing.
    func visitor() -> PostgresSession { PostgresSession(address, setup, isVisiting: true) }

    /// Runs `body` in a transaction that only reads.
    func read<Value>(
        _ body: (PostgresTransaction) throws(PostgresProblem) -> Value
    ) throws(VideoGenerationError) -> Value {
        try session().transaction(.read, body)
    }

    /// Runs `body` in a transaction, of a living owner if this value is one.
    func write<Value>(
        _ body: (PostgresTransaction) throws(PostgresProblem) -> Value
    ) throws(VideoGenerationError) -> Value {
        try writeEvenIfDead { transaction throws(PostgresProblem) in
            try transaction.checkOwner()
            return try body(transaction)
        }
    }

    /// Runs `body` in a transaction; it has to look whether the owner is alive, if this value is one.
    func writeEvenIfDead<Value>(
        _ body: (PostgresTransaction) throws(PostgresProblem) -> Value
    ) throws(VideoGenerationError) -> Value {
        try session().transaction(.write(as: lease?.name), body)
    }

    /// Merges what of `task` must not be lost into its record. A lease that is over does not matter for an id that nobody else
    /// knows; whoever is alive may follow the task then.
    func rescuing(_ task: VideoTask) throws(VideoGenerationError) {
        try session().close()
        try writeEvenIfDead { transaction throws(PostgresProblem) in
            let condition = "id = $1"
            let values = [PostgresValue.text(task.id.rawValue)]
            try transaction.run("SELECT 1 FROM task WHERE \(condition) FOR UPDATE", values)
            guard let recorded = try transaction.recorded(condition, values) else {
                throw .refused(VideoGenerationError(.store, "No task \(task.id.rawValue) is recorded."))
            }
            guard let newer = recorded.taking(task.essence) else { return }
            if transaction.isOwnerAlive {
                _ = try transaction.replace(newer, ifRevision: recorded.revision)
            } else {
                // What the dead owner knows besides an id is older than what others have made of the task.
                if task.handle == nil { try transaction.checkOwner() }
                let isMine = newer.owner?.rawValue == lease?.name
                _ = try transaction.replace(isMine ? newer.owned(by: nil) : newer, ifRevision: recorded.revision)
            }
        }
    }

    /// What this value calls itself. It is alive until ``close()``, or until it was not heard of for the length of its lease and half
    /// of that again.
    public func owner() throws(VideoGenerationError) -> StoreOwner {
        if let lease { return StoreOwner(rawValue: lease.name) }
        _ = try session()
        let claimed = try OwnerLease.claim(address, setup, isClosing: isClosing)
        lease = claimed
        return StoreOwner(rawValue: claimed.name)
    }

    /// Whether `owner` may still follow its tasks. One whose lease is over is suspected then; if it was not heard of half a lease
    /// later, it is declared dead, and nothing that it writes is taken.
    public func isAlive(_ owner: StoreOwner) throws(VideoGenerationError) -> Bool {
        guard OwnerLease.isName(owner.rawValue) else { return false }
        let name = owner.rawValue
        switch try read({ transaction throws(PostgresProblem) in try OwnerLease.isOver(name, by: transaction) }) {
        case nil: return false
        case false?: return true
        case true?:
            return try session().transaction(.write(as: nil)) { transaction throws(PostgresProblem) in
                try !OwnerLease.declareDead(name, by: transaction)
            }
        }
    }

    /// Gives the lease back, so that others may take this owner's tasks over at once, and ends the connections. A call that waits for
    /// a database that is away fails then.
    public nonisolated func close() async {
        isClosing.set()
        await end()
    }

    private func end() {
        lease?.end()
        if let lease {
            let session = openSession ?? PostgresSession(address, setup, isClosing: isClosing)
            // Nothing is tried again for one that is closing, and its connection may be old. If this fails, the lease ends by itself.
            for _ in 0..<2 {
                do {
                    try session.transaction(
                        .write(as: nil), patience: setup.shortPatience
                    ) { transaction throws(PostgresProblem) in
                        try lease.giveBack(by: transaction)
                    }
                    // By itself: a hint that fails changes nothing.
                    _ = try? session.transaction(.write(as: nil), patience: setup.shortPatience) {
                        transaction throws(PostgresProblem) in
                        try lease.tell(by: transaction, setup)
                    }
                    break
                } catch {
                    session.close()
                }
            }
            session.close()
        }
        lease = nil
        openSession?.close()
        openSession = nil
    }
}
