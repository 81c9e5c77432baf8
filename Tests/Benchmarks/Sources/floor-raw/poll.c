// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "floor.h"

#include "CMeasure.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static long started, ended, total;

static void ask(int file, const struct place *place) {
    char request[1024];
    int size = snprintf(request, sizeof request,
        "GET %s?task_id=00000000-0000-4000-8000-%012lx HTTP/1.1\r\nHost: %s:%d\r\nAccept: */*\r\n"
        "Authorization: Bearer none\r\n\r\n",
        place->path, started++, place->address, place->port);
    send_all(file, request, (size_t)size);
}

static void run(int poller, const int *files, long concurrency, const struct place *place) {
    for (long index = 0; index < concurrency && started < total; index++) ask(files[index], place);
    while (ended < total) {
        struct epoll_event events[64];
        int ready = epoll_wait(poller, events, 64, 5000);
        if (ready <= 0) bench_fail("floor-raw: epoll_wait", ready == 0 ? "nothing comes" : strerror(errno));
        for (int index = 0; index < ready; index++) {
            char buffer[4096];
            size_t body;
            int64_t length;
            // The server sends an answer in one piece.
            size_t here = read_head(events[index].data.fd, buffer, sizeof buffer, &body, &length);
            if ((int64_t)here != length) bench_fail("floor-raw", "an answer came in pieces");
            ended++;
            if (started < total) ask(events[index].data.fd, place);
        }
    }
}

void poll_many(const char *url, long count, long concurrency) {
    struct place place = read_place(url);
    int poller = epoll_create1(EPOLL_CLOEXEC);
    int *files = calloc((size_t)concurrency, sizeof *files);
    for (long index = 0; index < concurrency; index++) {
        files[index] = open_connection(&place);
        struct epoll_event event = {.events = EPOLLIN, .data.fd = files[index]};
        epoll_ctl(poller, EPOLL_CTL_ADD, files[index], &event);
    }
    total = 4 * concurrency;
    run(poller, files, concurrency, &place);
    total += count;
    struct bench_measurement start = bench_begin();
    run(poller, files, concurrency, &place);
    bench_print(start, count, NULL);
}
