// SPDX-License-Identifier: Apache-2.0
import CVideoGenPostgres
import Synchronization
import VideoGenerationCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A database's connection, made when it is wanted and again after it was lost, for one thread at a time.
final class PostgresSession {
    private let address: PostgresAddress
    let setup: PostgresSetup
    private var connection: PostgresConnection?
    /// Whether the server is known to be one that can be used, and nothing is to be done for the tables any more.
    private var hasTables = false
    /// Whether it makes no tables, and raises none.
    private let isVisiting: Bool
    /// Whether the database could not be reached the last time.
    private var isAway = false
    /// Set when nobody wants to wait for the database any more.
    private let isClosing: Signal

    init(
        _ address: PostgresAddress, _ setup: PostgresSetup, isVisiting: Bool = false, isClosing: Signal = Signal()
    ) {
        self.address = address
        self.setup = setup
        self.isVisiting = isVisiting
        self.isClosing = isClosing
    }

    /// What a transaction is for.
    enum Access {
        case read
        /// Writes, as the owner of that name, which must be alive; nil for somebody who owns nothing.
        case write(as: String?)
    }

    /// Runs `body` in a transaction: all of it happens, or nothing, and once it has returned, for good.
    ///
    /// A connection that is lost is made anew, and a transaction that met another one is run again, so `body` runs any
    /// number of times. If the connection was lost while the transaction ended, nobody knows whether it happened: the
    /// next one's `mayHaveHappened` is true then, and `body` looks.
    ///
    /// - Parameter patience: Milliseconds; nil for the usual ones.
    /// - Throws: `configuration`, `store`, and what `body` throws.
    func transaction<Value>(
        _ access: Access, patience: Int64? = nil, _ body: (PostgresTransaction) throws(PostgresProblem) -> Value
    ) throws(VideoGenerationError) -> Value {
        let deadline = videogen_pq_now() + (patience ?? (isAway ? setup.shortPatience : setup.patience))
        var mayHaveHappened = false
        var pause: UInt32 = 20_000
        while true {
            let problem: PostgresProblem
            do throws(PostgresProblem) {
                let value = try attempt(access, until: deadline, &mayHaveHappened, body)
                isAway = false
                return value
            } catch {
                problem = error
            }
            let failure: PostgresFailure
            switch problem {
            case .failed(let reason): failure = reason
            case .refused(let error): throw error
            }
            guard failure.isConnectionLost || failure.isTransient, !isClosing.isSet,
                videogen_pq_now() + Int64(pause / 1000) < deadline
            else {
                isAway = failure.isConnectionLost
                throw VideoGenerationError(failure, mayHaveHappened: mayHaveHappened)
            }
            usleep(pause)
            pause = min(pause * 2, 500_000)
        }
    }

    /// Ends the connection.
    func close() {
        connection = nil
    }

    private func attempt<Value>(
        _ access: Access, until deadline: Int64, _ mayHaveHappened: inout Bool,
        _ body: (PostgresTransaction) throws(PostgresProblem) -> Value
    ) throws(PostgresProblem) -> Value {
        let connection = try open(until: deadline)
        var transaction = PostgresTransaction(
            connection, until: deadline, eachStatement: setup.statementLimit, mayHaveHappened: mayHaveHappened)
        var isEnding = false
        do throws(PostgresProblem) {
            try transaction.begin(access, setup)
            let value = try body(transaction)
            isEnding = true
            try transaction.commit()
            return value
        } catch {
            if case .failed(let failure) = error, failure.isConnectionLost {
                self.connection = nil
                if isEnding { mayHaveHappened = true }
            } else if (try? transaction.run("ROLLBACK")) == nil {
                self.connection = nil
            }
            throw error
        }
    }

    private func open(until deadline: Int64) throws(PostgresProblem) -> PostgresConnection {
        if let connection, connection.isGood { return connection }
        let made = try address.connect(until: deadline)
        if !hasTables {
            try checkServer(made)
            if !isVisiting { try makeTables(on: made, until: deadline) }
            hasTables = true
        }
        connection = made
        return made
    }
}

/// Something that is said once, and heard by others.
final class Signal: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .acquiring) }

    func set() {
        value.store(true, ordering: .releasing)
    }
}
