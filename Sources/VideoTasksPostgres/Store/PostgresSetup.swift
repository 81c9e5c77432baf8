// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// How a database is used.
struct PostgresSetup: Sendable {
    /// The schema that the tables lie in.
    var name = "videogen"
    var tables = PostgresSchema.current
    /// How long an owner is alive after it was heard of last, by the database's clock.
    var lease = Duration.seconds(30)
    /// Milliseconds that a call may take, with all that is tried again: a database that is started anew is waited for.
    var patience: Int64 = 15_000
    /// Milliseconds that a statement may take.
    var statementLimit = 10_000

    private var leaseMilliseconds: Int64 { max(lease.wholeNanoseconds / 1_000_000, 1) }

    /// The lease as PostgreSQL reads an interval.
    var leaseText: String { "\(leaseMilliseconds) milliseconds" }

    /// For the connection that renews the lease: it does not wait for long, because it tries again soon.
    var forLease: Self {
        var setup = self
        setup.patience = min(patience, max(leaseMilliseconds / 3, 100))
        return setup
    }
}
