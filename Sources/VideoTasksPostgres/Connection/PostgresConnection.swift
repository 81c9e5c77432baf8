// SPDX-License-Identifier: Apache-2.0
import CVideoGenPostgres

/// One connection to a database, for one thread at a time.
///
/// It keeps no state between transactions on the server, so that it may go through a pool such as PgBouncer's, where each
/// transaction meets another server process.
@safe
final class PostgresConnection {
    private let connection: OpaquePointer

    /// Takes a connection over, and ends it if it is none.
    init(_ connection: OpaquePointer) throws(PostgresProblem) {
        unsafe self.connection = connection
        guard isGood else {
            throw .failed(PostgresFailure(connecting: longWords))
        }
    }

    deinit {
        unsafe videogen_pq_end(connection)
    }

    var isGood: Bool { unsafe videogen_pq_is_good(connection) != 0 }

    /// The server's version as libpq counts, such as 150018.
    var serverVersion: Int { Int(unsafe videogen_pq_server_version(connection)) }

    /// A descriptor by which it can be watched for what arrives, which the caller closes; negative if there is none.
    func watch() -> Int32 { unsafe videogen_pq_watch(connection) }

    /// Whether the server process that was there at the beginning is the one that answers: with a pooler in between it is not.
    func isDirect(until deadline: Int64) throws(PostgresFailure) -> Bool {
        try run("SELECT pg_backend_pid()", until: deadline).first == "\(unsafe videogen_pq_backend(connection))"
    }

    /// How many notifications have arrived since the last time; nil if the connection is lost.
    func takeNotifications() -> Int? {
        let count = unsafe videogen_pq_notifications(connection)
        return count < 0 ? nil : Int(count)
    }

    /// What the server has told of itself; nil if it has not.
    func parameter(_ name: String) -> String? {
        unsafe videogen_pq_parameter(connection, name).map { unsafe String(cString: $0) }
    }

    private var longWords: String { unsafe videogen_pq_error(connection).map { unsafe String(cString: $0) } ?? "" }

    private var words: String { PostgresText.line(longWords) }

    /// Runs one statement, or several without values, and gives the last one's rows.
    func run(
        _ sql: String, _ values: [PostgresValue] = [], until deadline: Int64
    ) throws(PostgresFailure) -> PostgresRows {
        let texts = values.map(\.text)
        // A C string would end there.
        guard !texts.contains(where: { $0?.utf8.contains(0) == true }) else {
            throw PostgresFailure(state: "22021", message: "PostgreSQL keeps no text with a character of value zero")
        }
        let result = unsafe CStrings.with(texts) { list in
            unsafe videogen_pq_run(connection, sql, Int32(texts.count), list, deadline)
        }
        guard let result = unsafe result else {
            throw PostgresFailure(
                state: nil, message: isGood ? "the server did not answer in time" : words)
        }
        defer { unsafe videogen_pq_clear(result) }
        let outcome = unsafe videogen_pq_outcome(result)
        guard outcome != videogen_pq_bad else {
            let state = unsafe videogen_pq_state(result).map { unsafe String(cString: $0) }
            let message = unsafe videogen_pq_message(result).map { unsafe String(cString: $0) }
            throw PostgresFailure(state: state, message: PostgresText.line(message ?? words))
        }
        return unsafe PostgresRows(result)
    }
}

/// A parameter of a statement.
enum PostgresValue {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case texts([String])

    init(_ text: String?) { self = text.map(PostgresValue.text) ?? .null }
    init(_ integer: some BinaryInteger) { self = .integer(Int64(clamping: integer)) }

    /// As PostgreSQL reads it; nil for a null. A number's shortest form gives the same number back.
    var text: String? {
        switch self {
        case .null: nil
        case .integer(let integer): "\(integer)"
        case .real(let real): "\(real)"
        case .text(let text): text
        case .texts(let texts): "{" + texts.map(Self.element).joined(separator: ",") + "}"
        }
    }

    /// A text between quotation marks, as an array has it.
    private static func element(_ text: String) -> String {
        var quoted: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { quoted.append(UInt8(ascii: "\\")) }
            quoted.append(byte)
        }
        quoted.append(UInt8(ascii: "\""))
        return String(decoding: quoted, as: UTF8.self)
    }
}

/// What a statement gave.
struct PostgresRows {
    /// Each row's values as text, nil for a null.
    let rows: [[String?]]
    /// How many rows it changed or gave.
    let changed: Int
    /// What the last statement did, in a word.
    let tag: String

    /// Reads a result, which stays the caller's.
    init(_ result: OpaquePointer) {
        let columns = unsafe videogen_pq_column_count(result)
        let count = unsafe videogen_pq_row_count(result)
        rows = (0..<count).map { row in
            (0..<columns).map { column in
                var length = 0
                guard let bytes = unsafe videogen_pq_value(result, row, column, &length) else { return nil }
                return unsafe bytes.withMemoryRebound(to: UInt8.self, capacity: length) {
                    unsafe String(decoding: UnsafeBufferPointer(start: $0, count: length), as: UTF8.self)
                }
            }
        }
        tag = unsafe videogen_pq_tag(result).map { unsafe String(cString: $0) } ?? ""
        changed = unsafe videogen_pq_changed(result).flatMap { unsafe Int(String(cString: $0)) } ?? 0
    }

    /// The first row's first value.
    var first: String? { rows.first?.first ?? nil }
}

enum PostgresText {
    /// Several lines as one.
    static func line(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
