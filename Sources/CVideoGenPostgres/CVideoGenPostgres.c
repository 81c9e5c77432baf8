// SPDX-License-Identifier: Apache-2.0
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include "CVideoGenPostgres.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// From libpq's interface; compared with its header below, where that is there.
enum { connection_ok = 0, connection_bad = 1 };
enum { polling_failed = 0, polling_reading = 1, polling_writing = 2, polling_ok = 3 };
enum { command_ok = 1, tuples_ok = 2, single_tuple = 9 };
enum { field_state = 'C', field_primary = 'M' };
enum { errors_verbose = 2 };

struct option {
    char *keyword, *environment, *compiled, *value, *label, *shown;
    int size;
};

static struct {
    int (*library_version)(void);
    struct option *(*parse)(const char *, char **);
    void (*free_options)(struct option *);
    void (*free_memory)(void *);
    videogen_pq_connection *(*connect_start)(const char *const *, const char *const *, int);
    int (*connect_poll)(videogen_pq_connection *);
    int (*set_verbosity)(videogen_pq_connection *, int);
    int (*status)(const videogen_pq_connection *);
    char *(*error)(const videogen_pq_connection *);
    const char *(*parameter)(const videogen_pq_connection *, const char *);
    int (*server_version)(const videogen_pq_connection *);
    int (*socket)(const videogen_pq_connection *);
    void (*finish)(videogen_pq_connection *);
    int (*send)(videogen_pq_connection *, const char *);
    int (*send_with)(
        videogen_pq_connection *, const char *, int, const unsigned int *, const char *const *, const int *, const int *, int);
    int (*set_nonblocking)(videogen_pq_connection *, int);
    int (*flush)(videogen_pq_connection *);
    int (*consume)(videogen_pq_connection *);
    int (*is_busy)(videogen_pq_connection *);
    videogen_pq_result *(*next_result)(videogen_pq_connection *);
    int (*result_status)(const videogen_pq_result *);
    int (*rows)(const videogen_pq_result *);
    int (*columns)(const videogen_pq_result *);
    char *(*value)(const videogen_pq_result *, int, int);
    int (*length)(const videogen_pq_result *, int, int);
    int (*is_null)(const videogen_pq_result *, int, int);
    char *(*changed)(videogen_pq_result *);
    char *(*tag)(videogen_pq_result *);
    char *(*field)(const videogen_pq_result *, int);
    void (*clear)(videogen_pq_result *);
    int (*backend)(const videogen_pq_connection *);
    void *(*notifies)(videogen_pq_connection *);
    void *(*set_notices)(videogen_pq_connection *, void (*)(void *, const videogen_pq_result *), void *);
} pq;

#define FUNCTIONS(each)                    \
    each(library_version, PQlibVersion)    \
    each(parse, PQconninfoParse)           \
    each(free_options, PQconninfoFree)     \
    each(free_memory, PQfreemem)           \
    each(connect_start, PQconnectStartParams) \
    each(connect_poll, PQconnectPoll)      \
    each(set_verbosity, PQsetErrorVerbosity) \
    each(status, PQstatus)                 \
    each(error, PQerrorMessage)            \
    each(parameter, PQparameterStatus)     \
    each(server_version, PQserverVersion)  \
    each(socket, PQsocket)                 \
    each(finish, PQfinish)                 \
    each(send, PQsendQuery)                \
    each(send_with, PQsendQueryParams)     \
    each(set_nonblocking, PQsetnonblocking) \
    each(flush, PQflush)                   \
    each(consume, PQconsumeInput)          \
    each(is_busy, PQisBusy)                \
    each(next_result, PQgetResult)         \
    each(result_status, PQresultStatus)    \
    each(rows, PQntuples)                  \
    each(columns, PQnfields)               \
    each(value, PQgetvalue)                \
    each(length, PQgetlength)              \
    each(is_null, PQgetisnull)             \
    each(changed, PQcmdTuples)             \
    each(tag, PQcmdStatus)                 \
    each(field, PQresultErrorField)        \
    each(clear, PQclear)                   \
    each(backend, PQbackendPID)            \
    each(notifies, PQnotifies)             \
    each(set_notices, PQsetNoticeReceiver)

#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#define HAS_HEADER 1
#elif __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h>
#define HAS_HEADER 1
#endif

#ifdef HAS_HEADER
#define SAME(ours, theirs) (offsetof(struct option, ours) == offsetof(PQconninfoOption, theirs))
_Static_assert(SAME(keyword, keyword) && SAME(value, val) && sizeof(struct option) == sizeof(PQconninfoOption), "libpq has changed");
_Static_assert(PQERRORS_VERBOSE == errors_verbose, "libpq has changed");
_Static_assert(CONNECTION_OK == connection_ok && CONNECTION_BAD == connection_bad, "libpq has changed");
_Static_assert(PGRES_POLLING_FAILED == polling_failed && PGRES_POLLING_READING == polling_reading, "libpq has changed");
_Static_assert(PGRES_POLLING_WRITING == polling_writing && PGRES_POLLING_OK == polling_ok, "libpq has changed");
_Static_assert(PGRES_COMMAND_OK == command_ok && PGRES_TUPLES_OK == tuples_ok, "libpq has changed");
_Static_assert(PG_DIAG_SQLSTATE == field_state && PG_DIAG_MESSAGE_PRIMARY == field_primary, "libpq has changed");
// Each call is compiled, and never made: its arguments are those that ours have. Enumerations are ints.
static void compare(videogen_pq_connection *connection, videogen_pq_result *result) __attribute__((unused));
static void compare(videogen_pq_connection *connection, videogen_pq_result *result) {
    const char *const *texts = NULL;
    char *text = NULL;
    const char *constant;
    int number = PQlibVersion();
    PQconninfoOption *options = PQconninfoParse("", &text);
    PQconninfoFree(options);
    PQfreemem(text);
    connection = PQconnectStartParams(texts, texts, 0);
    number += (int)PQconnectPoll(connection) + (int)PQstatus(connection);
    number += (int)PQsetErrorVerbosity(connection, PQERRORS_VERBOSE);
    text = PQerrorMessage(connection);
    constant = PQparameterStatus(connection, "");
    number += PQserverVersion(connection) + PQsocket(connection) + PQsendQuery(connection, "");
    number += PQsendQueryParams(connection, "", 0, (const unsigned int *)NULL, texts, (const int *)NULL, (const int *)NULL, 0);
    number += PQsetnonblocking(connection, 1) + PQflush(connection) + PQconsumeInput(connection) + PQisBusy(connection);
    result = PQgetResult(connection);
    number += (int)PQresultStatus(result) + PQntuples(result) + PQnfields(result) + PQgetlength(result, 0, 0);
    number += PQgetisnull(result, 0, 0) + PQbackendPID(connection);
    PQfreemem(PQnotifies(connection));
    text = PQgetvalue(result, 0, 0);
    text = PQcmdTuples(result);
    text = PQcmdStatus(result);
    text = PQresultErrorField(result, 0);
    PQsetNoticeReceiver(connection, (void (*)(void *, const videogen_pq_result *))NULL, NULL);
    PQclear(result);
    PQfinish(connection);
    (void)number, (void)text, (void)constant;
}
#endif

static void ignore_notice(void *unused, const videogen_pq_result *notice) { (void)unused, (void)notice; }

const char *videogen_pq_load(void) {
    static const char *const names[] = {
#if defined(__APPLE__)
        "libpq.5.dylib", "/opt/homebrew/opt/libpq/lib/libpq.5.dylib", "/usr/local/opt/libpq/lib/libpq.5.dylib",
#else
        "libpq.so.5",
#endif
    };
    void *library = NULL;
    for (size_t index = 0; library == NULL && index < sizeof names / sizeof *names; index++) {
        library = dlopen(names[index], RTLD_NOW | RTLD_LOCAL);
    }
    if (library == NULL) return names[0];
#define LOAD(name, symbol) \
    if ((*(void **)&pq.name = dlsym(library, #symbol)) == NULL) return #symbol;
    FUNCTIONS(LOAD)
    return NULL;
}

int videogen_pq_library_version(void) { return pq.library_version(); }

int videogen_pq_understands(const char *address) {
    char *words = NULL;
    struct option *options = pq.parse(address, &words);
    // The words quote the address, and nobody shall see them.
    if (words != NULL) pq.free_memory(words);
    if (options == NULL) return 0;
    pq.free_options(options);
    return 1;
}

char *videogen_pq_setting(const char *address, const char *keyword) {
    char *value = NULL;
    struct option *options = pq.parse(address, NULL);
    for (struct option *option = options; option != NULL && option->keyword != NULL; option++) {
        if (option->value != NULL && strcmp(option->keyword, keyword) == 0) value = strdup(option->value);
    }
    if (options != NULL) pq.free_options(options);
    return value;
}

long long videogen_pq_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// Waits until the socket is ready: 1; 0 if it is late by then; -1 if it cannot be waited for.
static int wait_for(videogen_pq_connection *connection, short events, long long deadline) {
    for (;;) {
        struct pollfd socket = {.fd = pq.socket(connection), .events = events};
        long long left = deadline - videogen_pq_now();
        int count;
        if (socket.fd < 0) return videogen_pq_failed_wait;
        if (left <= 0) return videogen_pq_late;
        count = poll(&socket, 1, left > 60000 ? 60000 : (int)left);
        if (count > 0) return videogen_pq_ready;
        if (count < 0 && errno != EINTR) return videogen_pq_failed_wait;
    }
}

// The same, but ready after a second in any case: what TLS has decrypted already does not show at the socket.
static int wait_a_while(videogen_pq_connection *connection, short events, long long deadline) {
    long long soon = videogen_pq_now() + 1000;
    int outcome = wait_for(connection, events, soon < deadline ? soon : deadline);
    return outcome == videogen_pq_late && soon < deadline ? videogen_pq_ready : outcome;
}

videogen_pq_connection *videogen_pq_connect(
    const char *const *keywords, const char *const *values, long long deadline) {
    videogen_pq_connection *connection = pq.connect_start(keywords, values, 1);
    int wanted = polling_writing;
    if (connection == NULL) return NULL;
    // The only way to the state of an error that comes before there is a connection.
    pq.set_verbosity(connection, errors_verbose);
    if (pq.status(connection) == connection_bad) return connection;
    while (wanted == polling_reading || wanted == polling_writing) {
        if (wait_for(connection, wanted == polling_reading ? POLLIN : POLLOUT, deadline) != videogen_pq_ready) break;
        wanted = pq.connect_poll(connection);
    }
    if (wanted == polling_ok) {
        pq.set_nonblocking(connection, 1);
        // They would go to the process's standard error.
        pq.set_notices(connection, ignore_notice, NULL);
    }
    return connection;
}

int videogen_pq_is_good(const videogen_pq_connection *connection) { return pq.status(connection) == connection_ok; }

const char *videogen_pq_error(const videogen_pq_connection *connection) { return pq.error(connection); }

const char *videogen_pq_parameter(const videogen_pq_connection *connection, const char *name) {
    return pq.parameter(connection, name);
}

int videogen_pq_server_version(const videogen_pq_connection *connection) { return pq.server_version(connection); }

int videogen_pq_backend(const videogen_pq_connection *connection) { return pq.backend(connection); }

int videogen_pq_watch(const videogen_pq_connection *connection) { return fcntl(pq.socket(connection), F_DUPFD_CLOEXEC, 0); }

int videogen_pq_notifications(videogen_pq_connection *connection) {
    int count = 0;
    // Up to the end of what is there: a loss that comes with it is not shown once more to who watches the descriptor.
    for (int round = 0; round < 1000; round++) {
        struct pollfd socket = {.events = POLLIN};
        void *notification;
        if (!pq.consume(connection)) return -1;
        while ((notification = pq.notifies(connection)) != NULL) {
            pq.free_memory(notification);
            count++;
        }
        if (pq.status(connection) != connection_ok) return -1;
        socket.fd = pq.socket(connection);
        if (poll(&socket, 1, 0) <= 0) break;
    }
    return count;
}

void videogen_pq_end(videogen_pq_connection *connection) { pq.finish(connection); }

// Everything goes out, while what comes in is read, so that neither side waits for the other.
static int send_all(videogen_pq_connection *connection, long long deadline) {
    int left;
    while ((left = pq.flush(connection)) == 1) {
        if (wait_a_while(connection, POLLIN | POLLOUT, deadline) != videogen_pq_ready || !pq.consume(connection)) return 0;
    }
    return left == 0;
}

videogen_pq_result *videogen_pq_run(
    videogen_pq_connection *connection, const char *sql, int count, const char *const *values, long long deadline) {
    videogen_pq_result *last = NULL, *result;
    int is_sent = count == 0 ? pq.send(connection, sql)
                             : pq.send_with(connection, sql, count, NULL, values, NULL, NULL, 0);
    if (!is_sent || !send_all(connection, deadline)) return NULL;
    for (;;) {
        while (pq.is_busy(connection)) {
            if (wait_a_while(connection, POLLIN, deadline) != videogen_pq_ready || !pq.consume(connection)) {
                if (last != NULL) pq.clear(last);
                return NULL;
            }
        }
        result = pq.next_result(connection);
        if (result == NULL) return last;
        // Of several statements the first that fails is the last that ran.
        if (last != NULL) pq.clear(last);
        last = result;
    }
}

int videogen_pq_outcome(const videogen_pq_result *result) {
    switch (pq.result_status(result)) {
        case command_ok: return videogen_pq_done;
        case tuples_ok: return videogen_pq_rows;
        default: return videogen_pq_bad;
    }
}

int videogen_pq_row_count(const videogen_pq_result *result) { return pq.rows(result); }

int videogen_pq_column_count(const videogen_pq_result *result) { return pq.columns(result); }

const char *videogen_pq_value(const videogen_pq_result *result, int row, int column, size_t *length) {
    if (pq.is_null(result, row, column)) return NULL;
    *length = (size_t)pq.length(result, row, column);
    return pq.value(result, row, column);
}

const char *videogen_pq_changed(const videogen_pq_result *result) { return pq.changed((videogen_pq_result *)result); }

const char *videogen_pq_tag(const videogen_pq_result *result) { return pq.tag((videogen_pq_result *)result); }

const char *videogen_pq_state(const videogen_pq_result *result) { return pq.field(result, field_state); }

const char *videogen_pq_message(const videogen_pq_result *result) { return pq.field(result, field_primary); }

void videogen_pq_clear(videogen_pq_result *result) { pq.clear(result); }
