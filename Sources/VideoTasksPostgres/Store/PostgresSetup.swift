// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// How a database is used.
package struct PostgresSetup: Sendable {
    /// The schema that the tables lie in.
    package var name = "videogen"
    /// Its name as SQL has it: a word such as `user` is one of SQL's own.
    var schema: String { "\"\(name)\"" }
    var tables = PostgresSchema.current
    /// How long an owner is alive after it was heard of last, by the database's clock.
    package var lease = Duration.seconds(30)
    /// How long a part of a pace may be used: three times as long as it takes until it is asked for again.
    package var shareLife = Duration.seconds(6)
    /// Milliseconds that a call may take, with all that is tried again: a database that is started anew is waited for.
    package var patience: Int64 = 20_000
    /// Milliseconds that a call may take while the database is known to be away, so that many calls do not wait one after
    /// another.
    var shortPatience: Int64 { min(patience, 2_000) }
    /// Milliseconds that a statement may take.
    package var statementLimit: Int64 = 8_000

    /// As it is by default, in the schema of this name.
    package init(name: String = "videogen", lease: Duration = .seconds(30), patience: Int64 = 20_000) {
        self.name = name
        self.lease = lease
        self.patience = patience
    }

    /// The lease as PostgreSQL reads an interval.
    var leaseText: String { lease.interval }

    /// Milliseconds after which a lease that could not be renewed is tried anew, on another connection.
    var renewalPatience: Int64 { min(max(lease.wholeMilliseconds / 3, 1_000), 5_000) }
}

extension Duration {
    fileprivate var wholeMilliseconds: Int64 { max(wholeNanoseconds / 1_000_000, 1) }

    /// As PostgreSQL reads an interval.
    var interval: String { "\(wholeMilliseconds) milliseconds" }
}
