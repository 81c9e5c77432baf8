// SPDX-License-Identifier: Apache-2.0
//
// What of SQLite's interface Swift cannot call, or cannot call safely: variadic functions, and destructors that are
// numbers cast to function pointers. Everything else is called as it is.
#ifndef CVIDEOGEN_SQLITE_SHIM_H
#define CVIDEOGEN_SQLITE_SHIM_H
#include <sqlite3.h>
#include <stddef.h>

#if SQLITE_VERSION_NUMBER < 3031000
#error "SQLite 3.31 or newer is needed: older ones cannot be told not to trust a schema"
#endif

// Opens a file that exists. One connection is used by one thread at a time, so SQLite's own mutex on it is left out.
static inline int videogen_sqlite_open(const char *path, sqlite3 **connection) {
    return sqlite3_open_v2(path, connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
}

// Refuses what could damage the file from within SQL.
static inline int videogen_sqlite_defend(sqlite3 *connection) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
}

// Binds a text, which SQLite copies.
static inline int videogen_sqlite_bind_text(sqlite3_stmt *statement, int index, const char *bytes, size_t count) {
    return sqlite3_bind_text64(statement, index, bytes, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

#endif
