// SPDX-License-Identifier: Apache-2.0
// A service on loopback in one thread, fast enough not to be what is measured: `bench-server [CERTIFICATE KEY]`.
//
//   GET  /v3/async/task-result?task_id=ID   a task that is being worked on
//   POST anything                           swallows the body, and names a task
//   GET  /bytes/N                           N bytes
//   GET  /stats                             how much was asked for
//
// It prints {"port": N, "tlsPort": M} and ends when its standard input does.
#define _GNU_SOURCE
#include "server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int poller;
static SSL_CTX *context;

static void give_up(const char *what) {
    perror(what);
    exit(1);
}

static int64_t meaning(ssize_t count) {
    if (count > 0) return count;
    return count < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

int64_t receive_some(struct connection *connection, void *bytes, size_t count) {
    int64_t received = connection->tls != NULL ? tls_receive(connection->tls, bytes, count)
                                               : meaning(recv(connection->file, bytes, count, 0));
    if (received > 0 && connection->first_byte == 0) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        connection->first_byte = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
    }
    return received;
}

int64_t send_some(struct connection *connection, const void *bytes, size_t count) {
    return connection->tls != NULL ? tls_send(connection->tls, bytes, count)
                                   : meaning(send(connection->file, bytes, count, MSG_NOSIGNAL));
}

static int listening(int *port) {
    int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (file < 0 || bind(file, (struct sockaddr *)&address, size) != 0 || listen(file, 4096) != 0 ||
        getsockname(file, (struct sockaddr *)&address, &size) != 0) {
        give_up("cannot listen on 127.0.0.1");
    }
    *port = ntohs(address.sin_port);
    return file;
}

// The pointer that events of `file` come with.
static void watch(int file, int change, uint32_t events, void *pointer) {
    struct epoll_event event = {.events = events, .data.ptr = pointer};
    if (epoll_ctl(poller, change, file, &event) != 0) give_up("epoll_ctl");
}

static void take_clients(int listener, bool with_tls) {
    int file;
    while ((file = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        int yes = 1;
        setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        struct connection *connection = malloc(sizeof *connection);
        if (connection == NULL) give_up("memory is short");
        memset(connection, 0, offsetof(struct connection, input));
        connection->body_left = connection->pattern_left = 0;
        connection->owes_reply = false;
        connection->output_start = connection->output_end = 0;
        connection->file = file;
        if (with_tls) {
            connection->tls = SSL_new(context);
            SSL_set_fd(connection->tls, file);
        }
        statistics.connections++;
        watch(file, EPOLL_CTL_ADD, EPOLLIN, connection);
    }
}

static bool serve(struct connection *connection) {
    bool waited = connection->waits_to_write;
    if (connection->tls != NULL && !connection->is_shaken) {
        int result = tls_shake(connection);
        if (result <= 0) return result == 0;
        connection->is_shaken = true;
    }
    if (!answer(connection)) return false;
    if (connection->waits_to_write != waited) {
        watch(connection->file, EPOLL_CTL_MOD, connection->waits_to_write ? EPOLLOUT : EPOLLIN, connection);
    }
    return true;
}

static void let_go(struct connection *connection) {
    if (connection->tls != NULL) {
        if (connection->is_shaken) SSL_shutdown(connection->tls);
        SSL_free(connection->tls);
    }
    close(connection->file);
    free(connection);
}

int main(int count, char **arguments) {
    // A client that hangs up must not end the server.
    signal(SIGPIPE, SIG_IGN);
    poller = epoll_create1(EPOLL_CLOEXEC);
    if (poller < 0) give_up("epoll_create1");
    int port, tls_port = 0, plain = listening(&port), secure = -1, input;
    watch(plain, EPOLL_CTL_ADD, EPOLLIN, &plain);
    if (count == 3) {
        context = tls_context(arguments[1], arguments[2]);
        secure = listening(&tls_port);
        watch(secure, EPOLL_CTL_ADD, EPOLLIN, &secure);
    }
    watch(STDIN_FILENO, EPOLL_CTL_ADD, EPOLLIN | EPOLLHUP, &input);
    printf("{\"port\": %d, \"tlsPort\": %d}\n", port, tls_port);
    fflush(stdout);
    while (true) {
        struct epoll_event events[256];
        int ready = epoll_wait(poller, events, 256, -1);
        for (int index = 0; index < ready; index++) {
            void *pointer = events[index].data.ptr;
            char byte;
            if (pointer == &plain || pointer == &secure) {
                take_clients(*(int *)pointer, pointer == &secure);
            } else if (pointer == &input) {
                if (read(STDIN_FILENO, &byte, 1) <= 0) return 0;
            } else if (!serve(pointer)) {
                let_go(pointer);
            }
        }
    }
}
