// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "server.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct statistics statistics;

static char pattern[PATTERN_SIZE];
// Where request bodies go.
static char drain[512 << 10];

// What the wire says of a task that is being worked on; 589 bytes with an id of 36.
static const char status_start[] = "{\"task\":{\"task_id\":\"";
static const char status_end[] =
    "\",\"status\":\"TASK_STATUS_PROCESSING\",\"reason\":\"\",\"task_type\":\"VEO_3_1_LITE_I2V\",\"eta\":0,"
    "\"progress_percent\":0},\"images\":[],\"videos\":[],\"audios\":[],\"extra\":{\"seed\":\"158881667\",\"debug_info\":{"
    "\"request_info\":\"region=eu-central-1;queue=standard;priority=0;node=render-0042;attempt=1;model=veo-3.1-lite-i2v;"
    "resolution=720p;duration=8;aspect_ratio=16:9;sample_count=1;generate_audio=false;person_generation=allow_adult;"
    "trace=7d1f0c5a9be24c3f8e6a;span=20c41f7ab9e\",\"submit_time_ms\":\"1763800000000\",\"execute_time_ms\":\"\","
    "\"complete_time_ms\":\"\"}}}";

static void reply(struct connection *connection, const char *type, int64_t length, const char *format, ...) {
    int head = snprintf(connection->output, REPLY_LIMIT,
        "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %lld\r\n\r\n", type, (long long)length);
    va_list arguments;
    va_start(arguments, format);
    int body = vsnprintf(connection->output + head, REPLY_LIMIT - (size_t)head, format, arguments);
    va_end(arguments);
    connection->output_start = 0;
    connection->output_end = (size_t)(head + body);
}

static void reply_json(struct connection *connection, const char *text) {
    reply(connection, "application/json", (int64_t)strlen(text), "%s", text);
}

static void reply_status(struct connection *connection, const char *path, const char *end) {
    const char *id = memmem(path, (size_t)(end - path), "task_id=", 8);
    id = id != NULL ? id + 8 : end;
    size_t length = 0;
    while (id + length < end && id[length] != '&' && length < 200) length++;
    int64_t whole = (int64_t)(sizeof status_start + sizeof status_end - 2 + length);
    reply(connection, "application/json", whole, "%s%.*s%s", status_start, (int)length, id, status_end);
}

static void reply_statistics(struct connection *connection) {
    char text[400];
    snprintf(text, sizeof text,
        "{\"connections\": %lld, \"polls\": %lld, \"posts\": %lld, \"downloads\": %lld, \"lastFirstByte\": %lld}",
        (long long)statistics.connections, (long long)statistics.polls, (long long)statistics.posts,
        (long long)statistics.downloads, (long long)statistics.last_first_byte);
    reply_json(connection, text);
}

static bool begins(const char *text, const char *end, const char *with) {
    size_t length = strlen(with);
    return (size_t)(end - text) >= length && memcmp(text, with, length) == 0;
}

// The value of a header field, or NULL. `head` ends with a zero byte.
static const char *field(const char *head, const char *name) {
    const char *found = strcasestr(head, name);
    return found != NULL ? found + strlen(name) : NULL;
}

// Answers the request whose head is in `head`, of `length` bytes; a zero byte follows. False for what is no request.
static bool begin(struct connection *connection, char *head, size_t length) {
    char *path = memchr(head, ' ', length);
    if (path == NULL) return false;
    path++;
    char *end = memchr(path, ' ', (size_t)(head + length - path));
    if (end == NULL) return false;
    if (!begins(path, end, "/stats")) statistics.last_first_byte = connection->first_byte;
    // curl --http1.0 and servers' health checks aside, only "close" ends a connection.
    const char *ending = field(end, "\r\nconnection: ");
    connection->is_last = ending != NULL && strncasecmp(ending, "close", 5) == 0;
    if (begins(head, head + length, "POST ")) {
        statistics.posts++;
        const char *count = field(end, "\r\ncontent-length:");
        connection->body_left = count != NULL ? strtoll(count, NULL, 10) : 0;
        connection->owes_reply = true;
        if (field(end, "\r\nexpect: 100-continue") != NULL) {
            connection->output_start = 0;
            connection->output_end =
                (size_t)snprintf(connection->output, REPLY_LIMIT, "HTTP/1.1 100 Continue\r\n\r\n");
        }
        return true;
    }
    if (begins(path, end, "/stats")) {
        reply_statistics(connection);
    } else if (begins(path, end, "/bytes/")) {
        statistics.downloads++;
        connection->pattern_left = strtoll(path + 7, NULL, 10);
        reply(connection, "video/mp4", connection->pattern_left, "%s", "");
    } else {
        statistics.polls++;
        reply_status(connection, path, end);
    }
    return true;
}

// Sends what is owed. 1 when nothing is left, 0 for "not now", -1 for the end.
static int flush(struct connection *connection) {
    while (connection->output_start < connection->output_end) {
        int64_t count = send_some(connection, connection->output + connection->output_start,
            connection->output_end - connection->output_start);
        if (count <= 0) return (int)count;
        connection->output_start += (size_t)count;
    }
    while (connection->pattern_left > 0) {
        size_t part = connection->pattern_left < PATTERN_SIZE ? (size_t)connection->pattern_left : PATTERN_SIZE;
        int64_t count = send_some(connection, pattern, part);
        if (count <= 0) return (int)count;
        connection->pattern_left -= count;
    }
    return 1;
}

// Throws the body away that is there. 1 when all of it has come, 0 for "not now", -1 for the end.
static int swallow(struct connection *connection) {
    int64_t here = (int64_t)connection->filled < connection->body_left ? (int64_t)connection->filled
                                                                       : connection->body_left;
    connection->filled -= (size_t)here;
    memmove(connection->input, connection->input + here, connection->filled);
    connection->body_left -= here;
    while (connection->body_left > 0) {
        size_t part = connection->body_left < (int64_t)sizeof drain ? (size_t)connection->body_left : sizeof drain;
        int64_t count = receive_some(connection, drain, part);
        if (count <= 0) return (int)count;
        connection->body_left -= count;
    }
    return 1;
}

bool answer(struct connection *connection) {
    connection->waits_to_write = false;
    while (true) {
        int sent = flush(connection);
        if (sent < 0) return false;
        if (sent == 0) return connection->waits_to_write = true;
        if (connection->owes_reply) {
            int swallowed = swallow(connection);
            if (swallowed <= 0) return swallowed == 0;
            connection->owes_reply = false;
            reply_json(connection, "{\"task_id\":\"0c5a9be2-4c3f-4e6a-9d1f-000000000001\"}");
            continue;
        }
        if (connection->is_last) return false;
        char *end = memmem(connection->input, connection->filled, "\r\n\r\n", 4);
        if (end == NULL) {
            if (connection->filled >= HEAD_LIMIT - 1) return false;
            int64_t count = receive_some(
                connection, connection->input + connection->filled, HEAD_LIMIT - 1 - connection->filled);
            if (count <= 0) return count == 0;
            connection->filled += (size_t)count;
            // Most requests come whole; asking the socket once more only tells that nothing else is there.
            end = memmem(connection->input, connection->filled, "\r\n\r\n", 4);
            if (end == NULL) continue;
        }
        size_t length = (size_t)(end - connection->input) + 2;
        char kept = connection->input[length];
        connection->input[length] = 0;
        if (!begin(connection, connection->input, length)) return false;
        connection->input[length] = kept;
        connection->filled -= length + 2;
        memmove(connection->input, connection->input + length + 2, connection->filled);
        // A plain connection says by itself when there is more.
        if (connection->filled == 0 && !connection->owes_reply && connection->tls == NULL) {
            sent = flush(connection);
            if (sent < 0 || (sent > 0 && connection->is_last)) return false;
            connection->waits_to_write = sent == 0;
            return true;
        }
    }
}
