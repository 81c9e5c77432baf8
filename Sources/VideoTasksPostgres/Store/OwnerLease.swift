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
    private let isHeld: Held

    /// Makes an owner.
    static func claim(
        by session: PostgresSession, _ address: PostgresAddress, _ setup: PostgresSetup
    ) throws(VideoGenerationError) -> OwnerLease {
        let words = (0..<2).map { _ in String(UInt64.random(in: 0...(.max)), radix: 36) }
        let name = "w-" + words.joined(separator: "-")
        _ = try session.transaction(.write(as: nil)) { transaction, _ throws(PostgresProblem) in
            try transaction.run(
                """
                INSERT INTO owner (name, lease, expires) VALUES ($1, $2, clock_timestamp() + $2::interval)
                ON CONFLICT DO NOTHING
                """,
                [.text(name), .text(setup.leaseText)])
        }
        return OwnerLease(name, address, setup)
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

    private init(_ name: String, _ address: PostgresAddress, _ setup: PostgresSetup) {
        self.name = name
        isHeld = Held()
        LeaseKeeper(name, PostgresSession(address, setup.forLease), isHeld).keep(every: setup.lease / 3)
    }

    deinit {
        isHeld.end()
    }

    /// Renews it no more.
    func end() {
        isHeld.end()
    }

    /// Lets others have this owner's tasks.
    func giveBack(by transaction: PostgresTransaction) throws(PostgresProblem) {
        try transaction.run("DELETE FROM owner WHERE name = $1", [.text(name)])
    }
}

extension OwnerLease {
    // A database that was down could hear of nobody: everybody has a whole lease after its start.
    private static let endSQL = "greatest(expires, pg_postmaster_start_time() + lease)"

    /// Whether an owner was not heard of for the length of its lease; nil if there is no such owner.
    static func isOver(_ name: String, by transaction: PostgresTransaction) throws(PostgresProblem) -> Bool? {
        try transaction.run("SELECT \(endSQL) < clock_timestamp() FROM owner WHERE name = $1", [.text(name)]).first
            .map { $0 == "t" }
    }

    /// Removes an owner whose lease is over, once what it is writing at the moment is written.
    ///
    /// - Returns: False if it was heard of meanwhile.
    static func declareDead(_ name: String, by transaction: PostgresTransaction) throws(PostgresProblem) -> Bool {
        try transaction.run("DELETE FROM owner WHERE name = $1 AND \(endSQL) < clock_timestamp()", [.text(name)])
        return try isOver(name, by: transaction) == nil
    }
}

/// Whether a lease is still wanted.
private final class Held: Sendable {
    private let value = Atomic(true)

    var isTrue: Bool { value.load(ordering: .relaxed) }

    func end() {
        value.store(false, ordering: .relaxed)
    }
}

/// Lets an owner be heard of.
private final class LeaseKeeper: Sendable {
    private let name: String
    private let isHeld: Held
    private let session: Mutex<PostgresSession>
    private let queue = DispatchQueue(label: "swift-video-generation.lease", qos: .userInitiated)

    init(_ name: String, _ session: sending PostgresSession, _ isHeld: Held) {
        self.name = name
        self.isHeld = isHeld
        self.session = Mutex(session)
    }

    /// Renews the lease every `interval`, or as soon as that works again, until it is not held any more.
    func keep(every interval: Duration) {
        let nanoseconds = Int(clamping: interval.wholeNanoseconds)
        queue.asyncAfter(deadline: .now() + .nanoseconds(nanoseconds)) { [self] in
            guard isHeld.isTrue else { return }
            let isThere = session.withLock { session in try? renew(by: session) }
            // Without an answer, nobody knows.
            if isThere != false { keep(every: isThere == nil ? min(interval, .seconds(1)) : interval) }
        }
    }

    /// Whether there still was something to renew.
    private func renew(by session: PostgresSession) throws(VideoGenerationError) -> Bool {
        try session.transaction(.write(as: nil)) { transaction, _ throws(PostgresProblem) in
            try transaction.run(
                "UPDATE owner SET expires = clock_timestamp() + lease WHERE name = $1", [.text(name)]
            ).changed == 1
        }
    }
}
