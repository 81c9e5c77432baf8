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
        // Class 08; a server that stops, was stopped, or begins; and one that has become a standby.
        return state.hasPrefix("08") || ["57P01", "57P02", "57P03", "25P03", "25P04", "25006"].contains(state)
    }

    /// Whether the same transaction may well succeed another time: nothing of it happened.
    var isTransient: Bool {
        guard let state else { return false }
        // Serialization, deadlock, a lock that was not to be had, too many connections, a statement that took too long.
        return ["40001", "40P01", "55P03", "53300", "57014"].contains(state)
    }

    /// Whether a server that was asked for a connection answers and says no: it will do so the next time.
    var isRefusal: Bool {
        guard let state else { return false }
        return state.hasPrefix("28") || ["3D000", "42501"].contains(state)
    }

    /// Why there is no connection, in libpq's words at their longest, which are all that it gives. They may be in any language;
    /// the state in them is not.
    init(connecting words: String) {
        let first = words.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        let parts = first.split(separator: ": ", omittingEmptySubsequences: false)
        let code = parts.first { part in
            let code = part.drop { $0 == " " }
            return code.utf8.count == 5 && code.utf8.contains { $0 < 0x3A } && code.utf8.allSatisfy(Self.isOfState)
        }
        let found = code.map { String($0.drop { $0 == " " }) }
        let failure = PostgresFailure(state: found, message: "")
        // One that does not refuse may have us later, whatever it says now.
        state = failure.isRefusal ? found : nil
        message = first.isEmpty ? "it took too long" : first
    }

    private static func isOfState(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
    }

    init(state: String?, message: String) {
        self.state = state
        self.message = message
    }
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
            case "42501"?: "\(store) refuses this user: see what it needs in docs/operations.md. \(details)"
            case _? where failure.isRefusal: "\(store) refuses the connection. \(details)"
            default: "\(store) failed. \(details)"
            }
        self.init(.store, text + doubt, underlying: failure)
    }
}
