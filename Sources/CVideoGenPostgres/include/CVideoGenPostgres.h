// SPDX-License-Identifier: Apache-2.0
//
// What of libpq is used. The library is loaded when the first connection is wanted, not with the program: a program that
// offers this store starts as fast, and on machines without libpq, as one that does not. Its functions have kept their
// form since libpq.so.5 (2005); where the header is there, the compiler compares.
#ifndef CVIDEOGEN_POSTGRES_H
#define CVIDEOGEN_POSTGRES_H

#include <stddef.h>

typedef struct pg_conn videogen_pq_connection;
typedef struct pg_result videogen_pq_result;

enum { videogen_pq_bad = 0, videogen_pq_rows = 1, videogen_pq_done = 2 };

enum { videogen_pq_failed_wait = -1, videogen_pq_late = 0, videogen_pq_ready = 1 };

// Loads the library: to be called once, before all others.
// Returns NULL, or what is missing.
const char *videogen_pq_load(void);

int videogen_pq_library_version(void);

// Whether an address is one, by its form.
int videogen_pq_understands(const char *address);

// What an address says for a keyword, to be freed; NULL if it says nothing.
char *videogen_pq_setting(const char *address, const char *keyword);

// Connects and waits for that until `deadline`, a time of the steady clock in milliseconds.
// Returns NULL if memory is short; else a connection, which may be a bad one, and is to be ended in any case.
videogen_pq_connection *videogen_pq_connect(
    const char *const *keywords, const char *const *values, long long deadline);

int videogen_pq_is_good(const videogen_pq_connection *connection);

// A text that lives as long as the connection, until its next call.
const char *videogen_pq_error(const videogen_pq_connection *connection);

const char *videogen_pq_parameter(const videogen_pq_connection *connection, const char *name);

int videogen_pq_server_version(const videogen_pq_connection *connection);

// The number of the server process at the other end, as it was told at the beginning. A pooler in between tells one of its own.
int videogen_pq_backend(const videogen_pq_connection *connection);

// A descriptor by which the socket can be watched, to be closed; -1 if there is none. libpq closes its own as soon as the
// connection is lost, and what still watched it would watch whatever gets the number next.
int videogen_pq_watch(const videogen_pq_connection *connection);

// Takes the notifications that have arrived, without waiting. Returns their number; -1 if the connection is lost.
int videogen_pq_notifications(videogen_pq_connection *connection);

void videogen_pq_end(videogen_pq_connection *connection);

// Sends one statement with its parameters as text (NULL for none), or, without parameters, several at once, and waits for the
// last result until `deadline`. Returns NULL if that did not come, or the connection is lost: then the outcome is not known.
videogen_pq_result *videogen_pq_run(
    videogen_pq_connection *connection, const char *sql, int count, const char *const *values, long long deadline);

// The steady clock, in milliseconds.
long long videogen_pq_now(void);

int videogen_pq_outcome(const videogen_pq_result *result);

int videogen_pq_row_count(const videogen_pq_result *result);

int videogen_pq_column_count(const videogen_pq_result *result);

// A value as text; NULL for a null.
const char *videogen_pq_value(const videogen_pq_result *result, int row, int column, size_t *length);

// How many rows the statement changed, as text.
const char *videogen_pq_changed(const videogen_pq_result *result);

// What the statement did, in a word.
const char *videogen_pq_tag(const videogen_pq_result *result);

// The five characters of SQLSTATE, or NULL.
const char *videogen_pq_state(const videogen_pq_result *result);

// What the server says, on one line and without details, which may hold values.
const char *videogen_pq_message(const videogen_pq_result *result);

void videogen_pq_clear(videogen_pq_result *result);

#endif
