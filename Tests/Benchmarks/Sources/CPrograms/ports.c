// SPDX-License-Identifier: Apache-2.0
#include "CPrograms.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static struct sockaddr_in loopback(int port) {
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

int bench_free_port(void) {
    struct sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    int file = socket(AF_INET, SOCK_STREAM, 0), port = 0;
    if (bind(file, (struct sockaddr *)&address, size) == 0 && getsockname(file, (struct sockaddr *)&address, &size) == 0) {
        port = ntohs(address.sin_port);
    }
    close(file);
    return port;
}

static int connected(int port) {
    struct sockaddr_in address = loopback(port);
    int file = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(file, (struct sockaddr *)&address, sizeof address) == 0) return file;
    close(file);
    return -1;
}

int bench_listens(int port) {
    int file = connected(port);
    if (file >= 0) close(file);
    return file >= 0;
}

int bench_get(int port, const char *path, char *body, int size) {
    char request[512], reply[8192];
    int file = connected(port), filled = 0;
    if (file < 0) return -1;
    struct timeval limit = {.tv_sec = 5};
    setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    int length = snprintf(
        request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", path);
    ssize_t count = send(file, request, (size_t)length, 0);
    while (count > 0 && filled < (int)sizeof reply - 1) {
        count = recv(file, reply + filled, sizeof reply - 1 - (size_t)filled, 0);
        if (count > 0) filled += (int)count;
    }
    close(file);
    reply[filled] = 0;
    const char *start = strstr(reply, "\r\n\r\n");
    return start != NULL ? snprintf(body, (size_t)size, "%s", start + 4) : -1;
}
