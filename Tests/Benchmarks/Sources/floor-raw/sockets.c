// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "floor.h"

#include "CMeasure.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct place read_place(const char *url) {
    struct place place = {0};
    strcpy(place.path, "/");
    if (sscanf(url, "http://%63[^:/]:%d%511s", place.address, &place.port, place.path) < 2) {
        bench_fail("floor-raw: no URL of the form http://ADDRESS:PORT/PATH", url);
    }
    return place;
}

int open_connection(const struct place *place) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)place->port)};
    int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
    if (inet_pton(AF_INET, place->address, &address.sin_addr) != 1 ||
        connect(file, (struct sockaddr *)&address, sizeof address) != 0) {
        bench_fail("floor-raw: no connection", strerror(errno));
    }
    setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return file;
}

void send_all(int file, const void *bytes, size_t count) {
    const char *rest = bytes;
    while (count > 0) {
        ssize_t sent = send(file, rest, count, MSG_NOSIGNAL);
        if (sent < 0) bench_fail("floor-raw: send", strerror(errno));
        rest += sent;
        count -= (size_t)sent;
    }
}

size_t read_head(int file, char *buffer, size_t size, size_t *body, int64_t *length) {
    size_t filled = 0;
    char *end = NULL;
    while (end == NULL) {
        ssize_t count = recv(file, buffer + filled, size - 1 - filled, 0);
        if (count <= 0) bench_fail("floor-raw", "the connection ended within a head");
        filled += (size_t)count;
        end = memmem(buffer, filled, "\r\n\r\n", 4);
    }
    *end = 0;
    const char *field = strcasestr(buffer, "\r\ncontent-length:");
    if (field == NULL || memcmp(buffer + 8, " 200", 4) != 0) bench_fail("floor-raw: not what was expected", buffer);
    *length = strtoll(field + 17, NULL, 10);
    *body = (size_t)(end - buffer) + 4;
    return filled - *body;
}
