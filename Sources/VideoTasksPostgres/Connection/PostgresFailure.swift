// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

/// Why a statement failed.
struct PostgresFailure: Error, Hashable {
    /// The five characters of SQLSTATE; nil if the server said nothing, because the connection was lost or it took too long.
    let state: String?
    /// The server's or the library's words, which quote no value that was sent.
    let message: String

    /// Whether the connection is of no use any more, and what the server made of the statement is not known.
    var isConnectionLost: Bool {
        guard let state else { return true }
        // Class 08, and a server that stops, was stopped, or begins.
        return state.hasPrefix("08") || ["57P01", "57P02", "57P03", "25P03", "25P04"].contains(state)
    }

    /// Whether the same transaction may well succeed another time: nothing of it happened.
    var isTransient: Bool {
        guard let state else { return false }
        // Serialization, deadlock, a lock that was not to be had, too many connections, a statement that took too long.
        return ["40001", "40P01", "55P03", "53300", "57014"].contains(state)
    }

    /// Why there is no connection, in libpq's words, which are all that it gives.
    init(connecting words: String) {
        // A server that refuses us will do so the next time; one that cannot yet, or is not there, may be by then.
        let isRefusal = words.contains("FATAL:") || words.contains("invalid")
        let passing = ["starting up", "shutting down", "recovery mode", "too many", "remaining connection slots"]
        let isPassing = !isRefusal || passing.contains { words.contains($0) }
        state = isPassing ? nil : "28000"
        message = words.isEmpty ? "it took too long" : words
    }

    init(state: String?, message: String) {
        self.state = state
        self.message = message
    }

    /// Whether there is no room for what was to be written.
    var isDiskFull: Bool { state == "53100" }
}

/// What ends a transaction.
enum PostgresProblem: Error {
    /// The database, or the way to it.
    case failed(PostgresFailure)
    /// What the transaction was for.
    case refused(VideoGenerationError)

    /// The place, or this program, is not what it has to be.
    static func configuration(_ text: String) -> Self { .refused(VideoGenerationError(.configuration, text)) }
}

extension VideoGenerationError {
    /// What a failure means for a store.
    init(_ failure: PostgresFailure, mayHaveHappened: Bool) {
        let store = "The PostgreSQL store"
        let doubt = mayHaveHappened ? " The last change may have been recorded, or not." : ""
        let details = "(\(failure.state.map { "SQLSTATE \($0): " } ?? "")\(failure.message))"
        let text =
            switch failure.state {
            case nil: "\(store) cannot be reached, or the connection was lost. \(details)"
            case "53100"?:
                "\(store) could not be written: the server's disk is full. Free some space and try again. \(details)"
            case "25006"?: "\(store) is read-only: is it a standby server? \(details)"
            case "42501"?: "\(store) refuses this user. Grant what the tables need: see docs/operations.md. \(details)"
            case let state? where state.hasPrefix("28"): "\(store) refuses the connection. \(details)"
            default: "\(store) failed. \(details)"
            }
        self.init(.store, text + doubt, underlying: failure)
    }
}
