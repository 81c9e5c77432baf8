// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "floor.h"

#include "CMeasure.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 384 << 10, BUFFER = 512 << 10 };

static uint8_t piece[PIECE];
static char text[BUFFER + 4];

static void submit_once(const char *path, const struct place *place, long limit) {
    static const char start[] = "{\"image\":\"";
    static const char end[] = "\",\"prompt\":\"The ship leaves the harbour at dawn.\",\"duration\":8}";
    struct stat facts;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &facts) != 0) bench_fail(path, strerror(errno));
    int64_t left = limit > 0 && limit < facts.st_size ? limit : facts.st_size;
    int64_t length = (left + 2) / 3 * 4 + (int64_t)(sizeof start + sizeof end - 2);
    char head[1024];
    int size = snprintf(head, sizeof head,
        "POST %s HTTP/1.1\r\nHost: %s:%d\r\nAuthorization: Bearer none\r\nContent-Type: application/json\r\n"
        "Content-Length: %lld\r\n\r\n%s",
        place->path, place->address, place->port, (long long)length, start);
    // A payment has a connection of its own.
    int connection = open_connection(place);
    send_all(connection, head, (size_t)size);
    void *hash = bench_hash_new();
    while (left > 0) {
        ssize_t count = read(file, piece, left < PIECE ? (size_t)left : PIECE);
        if (count <= 0) bench_fail(path, "it became shorter");
        bench_hash_update(hash, piece, (size_t)count);
        send_all(connection, text, encode_base64(piece, (size_t)count, text));
        left -= count;
    }
    send_all(connection, end, sizeof end - 1);
    char digest[65], answer[4096];
    bench_hash_finish(hash, digest);
    size_t body;
    read_head(connection, answer, sizeof answer, &body, &length);
    close(connection);
    close(file);
}

void submit_file(const char *path, const char *url, long count) {
    struct place place = read_place(url);
    submit_once(path, &place, 64 << 10);
    bench_begin_peak();
    int64_t rest = bench_peak_bytes();
    struct bench_measurement start = bench_begin();
    for (long index = 0; index < count; index++) submit_once(path, &place, 0);
    char more[80];
    snprintf(more, sizeof more, ", \"growthBytes\": %lld", (long long)(bench_peak_bytes() - rest));
    bench_print(start, count, more);
}

static void download_once(const struct place *place, const char *path, char *digest) {
    char request[1024], partial[1024];
    int size = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: %s:%d\r\n\r\n", place->path, place->address,
        place->port);
    snprintf(partial, sizeof partial, "%s.part", path);
    int connection = open_connection(place);
    send_all(connection, request, (size_t)size);
    int file = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) bench_fail(partial, strerror(errno));
    size_t body;
    int64_t left;
    size_t here = read_head(connection, text, BUFFER, &body, &left);
    const char *bytes = text + body;
    void *hash = bench_hash_new();
    while (true) {
        bench_hash_update(hash, bytes, here);
        if (write(file, bytes, here) != (ssize_t)here) bench_fail(partial, "it could not be written");
        left -= (int64_t)here;
        if (left <= 0) break;
        ssize_t count = recv(connection, text, BUFFER, 0);
        if (count <= 0) bench_fail("floor-raw", "the connection ended within a body");
        here = (size_t)count;
        bytes = text;
    }
    bench_hash_finish(hash, digest);
    if (fsync(file) != 0 || close(file) != 0 || rename(partial, path) != 0) bench_fail(path, strerror(errno));
    close(connection);
}

void download_file(const char *url, const char *path, long count) {
    struct place place = read_place(url);
    struct bench_measurement start = bench_begin();
    char more[120], digest[65];
    for (long index = 0; index < count; index++) {
        download_once(&place, path, digest);
        unlink(path);
    }
    snprintf(more, sizeof more, ", \"sha256\": \"%s\"", digest);
    bench_print(start, count, more);
}
