// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Synchronization
import VideoGenerationCore

/// A store value's place among the owners, renewed three times as often as it must be, for as long as it is held.
///
/// It has a thread and a connection of its own: a call that takes long must not keep its owner from being heard of.
final class OwnerLease: Sendable {
    /// A name that no owner has had.
    let name: String
    private let keeper: LeaseKeeper

    /// Makes an owner.
    static func claim(
        _ address: PostgresAddress, _ setup: PostgresSetup, isClosing: Signal
    ) throws(VideoGenerationError) -> OwnerLease {
        let words = (0..<2).map { _ in String(UInt64.random(in: 0...(.max)), radix: 36) }
        let name = "w-" + words.joined(separator: "-")
        let session = PostgresSession(address, setup, isClosing: isClosing)
        _ = try session.transaction(.write(as: nil)) { transaction throws(PostgresProblem) in
            try transaction.run(
                """
                INSERT INTO owner (name, lease, expires) VALUES ($1, $2, clock_timestamp() + $2::interval)
                ON CONFLICT DO NOTHING
                """,
                [.text(name), .text(setup.leaseText)])
        }
        // The connection that made it will renew it: nothing has to be opened when it matters.
        return OwnerLease(name, LeaseKeeper(name, session, setup))
    }

    /// Whether a name is one that an owner may have.
    static func isName(_ text: String) -> Bool {
        (1...80).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    private init(_ name: String, _ keeper: LeaseKeeper) {
        self.name = name
        self.keeper = keeper
        keeper.keep()
    }

    deinit {
        keeper.end()
    }

    /// Renews it no more.
    func end() {
        keeper.end()
    }

    /// Lets others have this owner's tasks.
    func giveBack(by transaction: PostgresTransaction) throws(PostgresProblem) {
        try transaction.run("DELETE FROM owner WHERE name = $1", [.text(name)])
        try transaction.run("DELETE FROM pace WHERE owner = $1", [.text(name)])
    }

    /// Tells those who listen that this owner, which is gone, has left tasks.
    func tell(by transaction: PostgresTransaction, _ setup: PostgresSetup) throws(PostgresProblem) {
        try transaction.run(
            """
            SELECT pg_notify($1, '')
            WHERE EXISTS (SELECT 1 FROM task WHERE \(PostgresSchema.unfinished) AND owner = $2)
            """,
            [.text(setup.name), .text(name)])
    }
}

extension OwnerLease {
    /// Whether an owner was not heard of for the length of its lease; nil if there is no such owner.
    static func isOver(_ name: String, by transaction: PostgresTransaction) throws(PostgresProblem) -> Bool? {
        try transaction.run("SELECT expires < clock_timestamp() FROM owner WHERE name = $1", [.text(name)]).first
            .map { $0 == "t" }
    }

    /// Suspects an owner whose lease is over, and removes one that was suspected for half a lease, once what it is writing at the moment
    /// is written. A database that was away could hear of nobody: the suspicion gives everybody time to be heard of.
    ///
    /// - Returns: Whether it is gone.
    static func declareDead(_ name: String, by transaction: PostgresTransaction) throws(PostgresProblem) -> Bool {
        let condition = "name = $1 AND expires < clock_timestamp() AND suspected"
        try transaction.run(
            "DELETE FROM owner WHERE \(condition) < clock_timestamp() - lease / 2", [.text(name)])
        try transaction.run(
            "UPDATE owner SET suspected = clock_timestamp() WHERE \(condition) IS NULL", [.text(name)])
        return try isOver(name, by: transaction) == nil
    }

    /// Declares all owners dead that were suspected for long enough, and suspects those whose leases are over: in this order, so that
    /// nobody is both at once. One that is writing at the moment is left for the next time.
    static func bury(by transaction: PostgresTransaction) throws(PostgresProblem) {
        let condition = "expires < clock_timestamp() AND suspected"
        try transaction.run(
            """
            DELETE FROM owner WHERE name IN (
                SELECT name FROM owner WHERE \(condition) < clock_timestamp() - lease / 2 FOR UPDATE SKIP LOCKED
            )
            """)
        // Parts of paces that owners left who did not end in order.
        try transaction.run("DELETE FROM pace WHERE expires < clock_timestamp() - interval '1 hour'")
        try transaction.run(
            """
            UPDATE owner SET suspected = clock_timestamp() WHERE name IN (
                SELECT name FROM owner WHERE \(condition) IS NULL FOR NO KEY UPDATE SKIP LOCKED
            )
            """)
    }
}

/// Lets an owner be heard of, three times as often as it must be.
private final class LeaseKeeper: Sendable {
    private let name: String
    private let interval: Duration
    private let patience: Int64
    private let session: Mutex<PostgresSession>
    private let isEnded = Signal()
    private let queue = DispatchQueue(label: "swift-video-generation.lease", qos: .userInitiated)

    init(_ name: String, _ session: sending PostgresSession, _ setup: PostgresSetup) {
        self.name = name
        interval = setup.lease / 3
        patience = setup.renewalPatience
        self.session = Mutex(session)
    }

    /// Renews the lease after a while, and so on until its end.
    func keep() {
        keep(after: interval)
    }

    /// Renews no more, and ends the connection.
    func end() {
        isEnded.set()
        queue.async { [self] in session.withLock { $0.close() } }
    }

    private func keep(after delay: Duration) {
        queue.asyncAfter(deadline: .now() + .nanoseconds(Int(clamping: delay.wholeNanoseconds))) { [weak self] in
            guard let self, !isEnded.isSet else { return }
            let isThere = session.withLock { session in try? renew(by: session) }
            // Without an answer, nobody knows.
            if isThere != false { keep(after: isThere == nil ? min(interval, .seconds(1)) : interval) }
        }
    }

    /// Whether there still was something to renew.
    private func renew(by session: PostgresSession) throws(VideoGenerationError) -> Bool {
        try session.transaction(.write(as: nil), patience: patience) { transaction throws(PostgresProblem) in
            try transaction.run(
                "UPDATE owner SET expires = clock_timestamp() + lease, suspected = NULL WHERE name = $1", [.text(name)]
            ).changed == 1
        }
    }
}
